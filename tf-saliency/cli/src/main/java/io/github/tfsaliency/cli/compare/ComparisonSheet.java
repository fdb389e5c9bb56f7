package io.github.tfsaliency.cli.compare;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import io.github.tfsaliency.cli.common.Specs;
import io.github.tfsaliency.cli.compare.ComparedMap.Result;
import io.github.tfsaliency.cli.sample.InputPicture;
import io.github.tfsaliency.cli.sample.SampleDisplay;
import io.github.tfsaliency.display.Theme;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/** All maps on one sheet, for slides and print. */
final class ComparisonSheet {
  private static final int TILE = 256;
  private static final int GAP = 20;
  private static final int LINE = 19;
  private static final int TITLE_LINES = 2;
  private static final int HEADER = 92;
  private static final int MAX_COLUMNS = 6;

  /** Displays are wider than pictures, and not cut before they are this high. */
  private static final int MAX_DISPLAYS = 4;

  private static final int HIGHEST = 700;

  /** Less has no room for a reason. */
  private static final int LOW = 64;

  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 22);
  private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color INK = new Color(0x1a1a1a);
  private static final Color PALE = new Color(0x5a5a5a);
  private static final Color EMPTY = new Color(0xf1f1f1);
  private static final Color FRAME = new Color(0xcccccc);

  private final ComparisonPage page;
  private final Comparison comparison;
  private final int tile;
  private final int pictureHeight;
  private final IdentityHashMap<Result, BufferedImage> displays = new IdentityHashMap<>();
  private final int columns;
  private final BufferedImage sheet;
  private final Graphics2D graphics;

  private ComparisonSheet(Comparison comparison) {
    this.comparison = comparison;
    page = new ComparisonPage(comparison);
    BufferedImage input = InputPicture.of(comparison.subject().sample());
    boolean pictures = page.isPicture();
    tile = pictures ? TILE : SampleDisplay.WIDTH;
    if (!pictures) {
      comparison.maps().stream()
          .flatMap(map -> Stream.ofNullable(map.result()))
          .forEach(
              map ->
                  displays.put(
                      map, page.drawn(map, shown -> shown.theme(Theme.LIGHT).toTile(tile, 1))));
    }
    pictureHeight =
        pictures
            ? Math.min(2 * TILE, Math.round(TILE * input.getHeight() / (float) input.getWidth()))
            : displays.values().stream()
                .mapToInt(BufferedImage::getHeight)
                .filter(height -> height <= HIGHEST)
                .max()
                .orElse(HIGHEST);
    int tiles = comparison.maps().size() + first();
    int most = pictures ? MAX_COLUMNS : MAX_DISPLAYS;
    columns = Math.min(tiles, Math.min(most, Math.max(3, (int) Math.ceil(Math.sqrt(tiles)))));
    int rows = (tiles + columns - 1) / columns;
    sheet =
        new BufferedImage(
            GAP + columns * (tile + GAP), HEADER + rows * rowHeight(), BufferedImage.TYPE_INT_RGB);
    graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    drawHeader();
    if (pictures) {
      drawInput(input);
    }
  }

  /** Displays say what the input was, pictures stand beside it. */
  private int first() {
    return displays.isEmpty() ? 1 : 0;
  }

  private int rowHeight() {
    return pictureHeight + (TITLE_LINES + 1 + metricLines()) * LINE + GAP + 8;
  }

  private int metricLines() {
    return (comparison.metrics().size() + 1) / 2;
  }

  static BufferedImage draw(Comparison comparison) {
    ComparisonSheet sheet = new ComparisonSheet(comparison);
    for (int i = 0; i < comparison.maps().size(); i++) {
      sheet.draw(i + sheet.first(), comparison.maps().get(i));
    }
    sheet.graphics.dispose();
    return sheet.sheet;
  }

  private void drawHeader() {
    int width = sheet.getWidth() - 2 * GAP;
    text(TITLE, INK, GAP, 36, wrapped(TITLE, page.title(), width, 1));
    text(TEXT, PALE, GAP, 60, wrapped(TEXT, page.legend(), width, 2));
  }

  private void drawInput(BufferedImage input) {
    drawPicture(0, input);
    caption(0, page.fileName(), List.of("what the model saw"));
  }

  private void draw(int place, ComparedMap map) {
    Result result = map.result();
    if (result != null) {
      BufferedImage display = displays.get(result);
      if (display == null) {
        drawPicture(place, result.heatmap().toBufferedImage());
      } else {
        drawDisplay(place, display);
      }
      caption(place, map.method(), lines(page.figures(result)));
      return;
    }
    graphics.setColor(EMPTY);
    graphics.fillRect(left(place), top(place), tile, pictureHeight);
    String reason = requireNonNull(map.failure()).replace('\n', ' ');
    if (pictureHeight <= LOW) {
      // A strip has no room for a reason, the lines of the metrics have.
      caption(place, map.method(), wrapped(TEXT, reason, tile, 1 + metricLines()));
      return;
    }
    caption(place, map.method(), List.of("no map"));
    int lines = (pictureHeight - GAP) / LINE;
    List<String> wrapped = wrapped(TEXT, reason, tile - 20, lines);
    text(TEXT, PALE, left(place) + 10, top(place) + LINE + 6, wrapped);
  }

  /** The cost, then two metrics a line. */
  private static List<String> lines(List<String> figures) {
    List<String> lines = new ArrayList<>(figures.subList(0, 1));
    Lists.partition(figures.subList(1, figures.size()), 2)
        .forEach(pair -> lines.add(String.join("   ", pair)));
    return lines;
  }

  /** A high one is cut at its end. */
  private void drawDisplay(int place, BufferedImage display) {
    int height = Math.min(pictureHeight, display.getHeight());
    graphics.drawImage(
        display.getSubimage(0, 0, display.getWidth(), height), left(place), top(place), null);
    graphics.setColor(FRAME);
    graphics.drawRect(left(place), top(place), tile - 1, pictureHeight - 1);
  }

  private void drawPicture(int place, BufferedImage picture) {
    // A pixel of a small map is to stay one; a large one is to stay smooth.
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        picture.getWidth() * 2 <= tile
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    int width =
        Math.min(tile, Math.max(1, pictureHeight * picture.getWidth() / picture.getHeight()));
    graphics.drawImage(picture, left(place), top(place), width, pictureHeight, null);
    graphics.setColor(FRAME);
    graphics.drawRect(left(place), top(place), width - 1, pictureHeight - 1);
  }

  private void caption(int place, String name, List<String> lines) {
    int y = top(place) + pictureHeight + LINE;
    List<String> title = wrapped(NAME, name, tile, TITLE_LINES);
    text(NAME, INK, left(place), y, title);
    text(TEXT, PALE, left(place), y + title.size() * LINE, lines);
  }

  private int left(int place) {
    return GAP + place % columns * (tile + GAP);
  }

  private int top(int place) {
    return HEADER + place / columns * rowHeight();
  }

  private void text(Font font, Color color, int x, int y, List<String> lines) {
    graphics.setFont(font);
    graphics.setColor(color);
    for (int i = 0; i < lines.size(); i++) {
      graphics.drawString(lines.get(i), x, y + i * LINE);
    }
  }

  /** Broken after blanks, colons, commas and hyphens; what has no room ends with an ellipsis. */
  private List<String> wrapped(Font font, String text, int width, int maxLines) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Specs.pieces(text)) {
      if (line.length() > 0 && width(font, line + word) > width) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word);
    }
    lines.add(line.toString().strip());
    if (lines.size() <= maxLines) {
      return lines;
    }
    List<String> kept = new ArrayList<>(lines.subList(0, maxLines));
    String last = kept.get(maxLines - 1);
    while (!last.isEmpty() && width(font, last + "…") > width) {
      last = last.substring(0, last.length() - 1);
    }
    kept.set(maxLines - 1, last + "…");
    return kept;
  }

  private int width(Font font, String text) {
    return graphics.getFontMetrics(font).stringWidth(text.strip());
  }
}
