package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.display.draw.Ink;
import io.github.tfsaliency.display.draw.Paint;
import io.github.tfsaliency.display.draw.Sketch;
import io.github.tfsaliency.display.draw.Type;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text whose words lie on the colours of their maps. Words wrap, long ones break; lines run as
 * their letters do, from the right too.
 */
public record Words(ImmutableList<Word> words, Scale scale) implements Plot {
  private static final double LINE = 30;
  private static final double ABOVE = 19;
  private static final double BOX = 24;
  private static final double INSIDE = 3;
  private static final double GAP = 4;

  /** A piece of a word on a line. */
  private record Piece(Word word, String text, double width, boolean attached) {
    double room() {
      return width + 2 * INSIDE;
    }
  }

  @Override
  public void draw(Sketch sketch) {
    sketch.takeTo(sketch.bottom() + 8);
    boolean fromRight = Word.runsFromRight(words);
    List<Piece> line = new ArrayList<>();
    double used = 0;
    for (Piece piece : pieces(sketch.room())) {
      double gap = line.isEmpty() ? 0 : piece.attached() ? 0 : GAP;
      if (!line.isEmpty() && used + gap + piece.room() > sketch.room()) {
        line(sketch, line, fromRight);
        line.clear();
        used = 0;
        gap = 0;
      }
      line.add(piece);
      used += gap + piece.room();
    }
    line(sketch, line, fromRight);
    sketch.takeTo(sketch.bottom() + 4);
    drawLegend(sketch);
  }

  /** What colours mean, without the words. */
  public void drawLegend(Sketch sketch) {
    Legend.of(sketch, scale, Scale.BELOW_TEXT);
    if (words.stream().anyMatch(Word::special)) {
      Legend.note(sketch, "Pale: tokens that belong to no part of the text.");
    }
  }

  /** The direction of lines in a page. */
  public String direction() {
    return Word.runsFromRight(words) ? "rtl" : "ltr";
  }

  /**
   * The colour below a word in a page.
   *
   * @return a colour of CSS
   */
  public String css(Word word) {
    Paint paint = scale.belowText(word.map());
    int rgb = paint.ink().light();
    return String.format(
        Locale.ROOT,
        "rgba(%d, %d, %d, %.3f)",
        rgb >> 16,
        rgb >> 8 & 0xff,
        rgb & 0xff,
        paint.opacity());
  }

  /** Words, broken where a line has no room for them. */
  private List<Piece> pieces(double room) {
    double most = room - 2 * INSIDE;
    List<Piece> pieces = new ArrayList<>();
    for (Word word : words) {
      String rest = word.shown();
      boolean attached = word.attached();
      while (type(word).width(rest) > most) {
        int end = rest.offsetByCodePoints(0, type(word).fitting(rest, most));
        String start = rest.substring(0, end);
        pieces.add(new Piece(word, start, type(word).width(start), attached));
        rest = rest.substring(end);
        attached = true;
      }
      pieces.add(new Piece(word, rest, type(word).width(rest), attached));
    }
    return pieces;
  }

  private static Type type(Word word) {
    return word.special() ? Type.SMALL : Type.WORD;
  }

  /** In the order in which they are seen, from the side where reading begins. */
  private void line(Sketch sketch, List<Piece> line, boolean fromRight) {
    if (line.isEmpty()) {
      return;
    }
    Piece[] seen = line.toArray(Piece[]::new);
    Bidi.reorderVisually(levels(line, fromRight), 0, seen, 0, seen.length);
    double width = 0;
    for (int i = 0; i < line.size(); i++) {
      width += line.get(i).room() + (i > 0 && !line.get(i).attached() ? GAP : 0);
    }
    double x = fromRight ? sketch.right() - width : sketch.left();
    double y = sketch.bottom();
    for (int i = 0; i < seen.length; i++) {
      Piece piece = seen[i];
      Word word = piece.word();
      sketch.box(x, y + 2, piece.room(), BOX, scale.belowText(word.map()), 4, word.hint());
      Ink ink = word.special() ? Ink.PALE : Ink.TEXT;
      sketch.text(piece.text(), x + INSIDE, y + ABOVE, type(word), ink.solid(), piece.width());
      boolean gap = i + 1 < seen.length && !attachedBeside(piece, seen[i + 1], fromRight);
      x += piece.room() + (gap ? GAP : 0);
    }
    sketch.takeTo(y + LINE);
  }

  /** The one that comes later in the text knows whether it is attached. */
  private static boolean attachedBeside(Piece left, Piece right, boolean fromRight) {
    return fromRight ? left.attached() : right.attached();
  }

  private static byte[] levels(List<Piece> line, boolean fromRight) {
    StringBuilder text = new StringBuilder();
    int[] starts = new int[line.size()];
    for (int i = 0; i < line.size(); i++) {
      starts[i] = text.length();
      text.append(line.get(i).text()).append(' ');
    }
    Bidi bidi =
        new Bidi(
            text.toString(),
            fromRight ? Bidi.DIRECTION_RIGHT_TO_LEFT : Bidi.DIRECTION_LEFT_TO_RIGHT);
    byte[] levels = new byte[starts.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) bidi.getLevelAt(starts[i]);
    }
    return levels;
  }
}
