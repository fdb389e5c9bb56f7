package io.github.tfsaliency.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class DisplayTest {
  private static final String RED = "#d1402f";
  private static final String BLUE = "#2176c7";

  @Test
  void barsAreAsLongAsTheirValuesAndHaveTheColourOfTheirSign() {
    float[] map = {0.5f, -1, 0.25f};

    Drawn drawn = Drawn.of(Display.of(Gallery.map(map, 3), Gallery.row(3)).toSvg());

    double unit = Drawn.number(drawn.hinted("feature number 1 = 1"), "width");
    for (int i = 0; i < map.length; i++) {
      Element bar = drawn.hinted("feature number " + i + " = " + i);
      assertThat(Drawn.value(bar)).isCloseTo(map[i], within(1e-6));
      assertThat(Drawn.number(bar, "width")).isCloseTo(Math.abs(map[i]) * unit, within(0.02));
      assertThat(bar.getAttribute("fill")).isEqualTo(map[i] < 0 ? BLUE : RED);
    }
    Element positive = drawn.hinted("feature number 0");
    Element negative = drawn.hinted("feature number 1");
    assertThat(Drawn.number(positive, "x"))
        .isCloseTo(Drawn.number(negative, "x") + Drawn.number(negative, "width"), within(0.02));
  }

  @Test
  void aWaterfallGoesFromTheBaseValueToTheScore() {
    float[] map = Gallery.random(3, 30);
    double sum = 0;
    for (float value : map) {
      sum += value;
    }
    Attribution explained = Gallery.explained("deeplift", "yes", 2.5, map, 30);

    Drawn drawn =
        Drawn.of(
            Display.of(explained, Gallery.row(30))
                .kind(DisplayKind.WATERFALL)
                .base(2.5 - sum)
                .toSvg());

    double base = Drawn.number(drawn.hinted("base value"), "x") + 1.5;
    double score = Drawn.number(drawn.hinted("score"), "x") + 1.5;
    assertThat(Drawn.value(drawn.hinted("score"))).isEqualTo(2.5);
    double at = base;
    List<Element> bars =
        drawn.hinted().stream()
            .filter(each -> each.getAttribute("fill").matches(RED + "|" + BLUE))
            .toList();
    assertThat(bars).hasSize(21);
    for (Element bar : bars) {
      double left = Drawn.number(bar, "x");
      double right = left + Drawn.number(bar, "width");
      boolean forward = bar.getAttribute("fill").equals(RED);
      assertThat(forward ? left : right).isCloseTo(at, within(1.1));
      at = forward ? right : left;
    }
    assertThat(at).isCloseTo(score, within(1.1));
    double unit = (score - base) / sum;
    assertThat(Drawn.number(bars.get(0), "width"))
        .isCloseTo(Math.abs(unit * Drawn.value(bars.get(0))), within(0.5));
  }

  @Test
  void aWaterfallWithoutScoreAsksForABase() {
    Display display = Display.of(Gallery.map(new float[] {1}, 1)).kind(DisplayKind.WATERFALL);

    assertThatThrownBy(display::toSvg)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("Maybe set it with base(double).");
  }

  @Test
  void whatIsNotShownIsSummedUp() {
    float[] map = new float[300];
    for (int i = 0; i < map.length; i++) {
      map[i] = 300 - i;
    }

    Drawn drawn = Drawn.of(Display.of(Gallery.map(map, 300), Gallery.row(300)).top(5).toSvg());

    assertThat(drawn.hinted()).hasSize(6);
    assertThat(Drawn.value(drawn.hinted("295 others together"))).isEqualTo(43_700);
    assertThat(drawn.words())
        .contains("The 5 largest of 300 features are shown one by one.")
        .contains("feature number 4 = 4")
        .doesNotContain("feature number 5 = 5");
  }

  @Test
  void everyTokenIsThereAndMeansNothingToABrowser() {
    List<String> tokens =
        List.of("[CLS]", "<script>alert(1)</script>", "\"'&", "\u202egnp.exe", "a\u0000b", "");
    Display display =
        Display.of(Gallery.map(new float[] {0, 1, -1, 0.5f, 0, 2}, 6), Gallery.text(tokens));

    Drawn drawn = Drawn.of(display.toSvg());
    String page = display.toHtml();

    assertThat(drawn.words())
        .contains("[CLS]", "<script>alert(1)</script>", "\"'&", "\\u202egnp.exe", "a\\u0000b", "␣");
    assertThat(page)
        .contains(">&lt;script&gt;alert(1)&lt;/script&gt;</span>", ">\\u202egnp.exe</span>")
        .doesNotContain("<script", "\u202e", "\u0000", "http");
  }

  @Test
  void hostileNamesAndTitlesAreEscaped() {
    String hostile = "\"><img src=x onerror=alert(1)>\u001b[31m\u2066";
    Display display =
        Display.of(
                Gallery.explained(hostile, hostile, 1, new float[] {1, 2}, 2),
                new InputView.Row(
                    ImmutableList.of(hostile, "x".repeat(5000)), ImmutableList.of(hostile, "")))
            .title(hostile);

    assertThat(Drawn.of(display.toSvg()).elements())
        .noneMatch(each -> each.getTagName().equals("img"));
    assertThat(display.toHtml()).doesNotContain("<img", "\u001b", "\u2066", "x".repeat(300));
  }

  @Test
  void anEmbeddingIsSummedOverItsNumbers() {
    Display display =
        Display.of(
            Gallery.map(new float[] {1, 2, -4, 1}, 2, 2), Gallery.text(List.of("good", "bad")));

    Drawn drawn = Drawn.of(display.toSvg());

    assertThat(Drawn.value(drawn.hinted("good"))).isEqualTo(3);
    assertThat(Drawn.value(drawn.hinted("bad"))).isEqualTo(-3);
    assertThat(drawn.hinted("good").getAttribute("fill")).isEqualTo(RED);
    assertThat(drawn.hinted("bad").getAttribute("fill")).isEqualTo(BLUE);
    assertThat(drawn.hinted("bad").getAttribute("fill-opacity")).isEqualTo("0.8");
  }

  @Test
  void theMapOfEmbeddedIdsHasABarForEachId() {
    Drawn drawn =
        Drawn.of(
            Display.of(
                    Gallery.map(new float[] {1, 2, -4, 1, 0, 0}, 3, 2),
                    new InputView.Numbers(Gallery.array(new float[] {101, 7, 102}, 1, 3)))
                .toSvg());

    assertThat(Drawn.value(drawn.hinted("[0] = 101"))).isEqualTo(3);
    assertThat(Drawn.value(drawn.hinted("[1] = 7"))).isEqualTo(-3);
    assertThat(drawn.hinted()).hasSize(3);
  }

  @Test
  void piecesOfWordsStandTogether() {
    Drawn drawn =
        Drawn.of(
            Display.of(
                    Gallery.map(new float[] {1, 1, 1}, 3),
                    Gallery.text(List.of("un", "##happy", "end")))
                .toSvg());

    Element start = drawn.hinted("un:");
    Element piece = drawn.hinted("##happy:");
    Element next = drawn.hinted("end:");
    assertThat(Drawn.number(piece, "x"))
        .isCloseTo(Drawn.number(start, "x") + Drawn.number(start, "width"), within(0.02));
    assertThat(Drawn.number(next, "x"))
        .isGreaterThan(Drawn.number(piece, "x") + Drawn.number(piece, "width") + 1);
    assertThat(drawn.words()).contains("happy");
  }

  @Test
  void aTextFromTheRightBeginsAtTheRight() {
    Drawn drawn =
        Drawn.of(
            Display.of(
                    Gallery.map(new float[] {1, 1, 1, 1}, 4),
                    Gallery.text(List.of("שלום", "Star", "Wars", "עולם")))
                .toSvg());

    assertThat(Drawn.number(drawn.hinted("שלום"), "x"))
        .isGreaterThan(Drawn.number(drawn.hinted("עולם"), "x"));
    assertThat(Drawn.number(drawn.hinted("Star"), "x"))
        .isLessThan(Drawn.number(drawn.hinted("Wars"), "x"));
  }

  @Test
  void longWordsBreakAndLongPaddingIsTold() {
    List<String> tokens = new ArrayList<>(List.of("w".repeat(190)));
    for (int i = 0; i < 100; i++) {
      tokens.add("[PAD]");
    }
    Drawn drawn =
        Drawn.of(Display.of(Gallery.map(new float[101], 101), Gallery.text(tokens)).toSvg());

    assertThat(drawn.words()).contains("[PAD] × 100");
    for (Element text : drawn.texts()) {
      String length = text.getAttribute("textLength");
      if (!length.isEmpty()) {
        assertThat(Drawn.number(text, "x") + Double.parseDouble(length))
            .isLessThanOrEqualTo(Display.WIDTH - 16);
      }
    }
  }

  @Test
  void aSeriesHasABandForEachChannel() {
    float[] map = new float[100];
    map[2 * 30] = 1;
    map[2 * 40 + 1] = -0.5f;
    Drawn drawn =
        Drawn.of(
            Display.of(
                    Gallery.map(map, 50, 2),
                    new InputView.Series(
                        Gallery.array(Gallery.random(1, 100), 50, 2),
                        ImmutableList.of("left", "right")))
                .toSvg());

    Element first = drawn.hinted("30: ");
    Element second = drawn.hinted("40: ");
    assertThat(drawn.hinted()).hasSize(2);
    assertThat(first.getAttribute("fill")).isEqualTo(RED);
    assertThat(second.getAttribute("fill")).isEqualTo(BLUE);
    assertThat(Drawn.number(second, "y")).isGreaterThan(Drawn.number(first, "y"));
    assertThat(Drawn.number(second, "x") - Drawn.number(first, "x"))
        .isCloseTo(10 * Drawn.number(first, "width"), within(0.2));
    assertThat(drawn.words()).contains("left", "right", "sum +1", "sum −0.5");
  }

  @Test
  void cellsOfAHeatmapHaveTheirColours() throws IOException {
    float[] map = new float[64];
    map[0] = 2;
    map[9] = -2;
    map[18] = 1;

    BufferedImage cells = Drawn.of(Display.of(Gallery.map(map, 8, 8)).toSvg()).images().get(0);

    assertThat(cells.getRGB(0, 0)).isEqualTo(0xffd1402f);
    assertThat(cells.getRGB(1, 1)).isEqualTo(0xff2176c7);
    assertThat(cells.getRGB(2, 2) >>> 24).isEqualTo(128);
    assertThat(cells.getRGB(3, 3) >>> 24).isZero();
  }

  @Test
  void slicesOfAVolumeAreShownEachAtItsPlace() throws IOException {
    float[] map = new float[5 * 4 * 4];
    map[2 * 16 + 5] = 1;

    List<BufferedImage> slices =
        Drawn.of(Display.of(Gallery.map(map, 5, 4, 4, 1)).toSvg()).images();

    assertThat(slices).hasSize(5);
    assertThat(slices.get(2).getRGB(1, 1)).isEqualTo(0xffd1402f);
    assertThat(slices.get(1).getRGB(1, 1) >>> 24).isZero();
  }

  @Test
  void aMaskLeavesTheShareThatWasAskedFor() throws IOException {
    BufferedImage left =
        Drawn.of(Gallery.photograph().kind(DisplayKind.MASKED).share(0.25).toSvg()).images().get(0);

    long seen = 0;
    for (int y = 0; y < left.getHeight(); y++) {
      for (int x = 0; x < left.getWidth(); x++) {
        seen += left.getRGB(x, y) >>> 24 == 255 ? 1 : 0;
      }
    }
    double all = (double) left.getWidth() * left.getHeight();
    assertThat(seen / all).isCloseTo(0.25, within(0.01));
  }

  @Test
  void theGroundIsLightOrDark() {
    Display display = Display.of(Gallery.map(new float[] {1}, 1));

    assertThat(display.toBufferedImage().getRGB(1, 1)).isEqualTo(Color.WHITE.getRGB());
    assertThat(display.theme(Theme.DARK).toBufferedImage().getRGB(1, 1)).isEqualTo(0xff15181d);
    assertThat(display.toSvg()).contains("prefers-color-scheme: dark", "fill: #15181d");
    assertThat(display.theme(Theme.LIGHT).toSvg()).doesNotContain("prefers-color-scheme");
    assertThat(display.theme(Theme.DARK).toSvg()).contains("#15181d").doesNotContain("#ffffff");
  }

  @Test
  void onlyTheSideThatWasAskedForIsDrawn() {
    Display display = Display.of(Gallery.map(new float[] {1, -2}, 2));

    assertThat(Drawn.value(Drawn.of(display.sign(Sign.POSITIVE).toSvg()).hinted("[1]"))).isZero();
    assertThat(Drawn.value(Drawn.of(display.sign(Sign.NEGATIVE).toSvg()).hinted("[0]"))).isZero();
    Element absolute = Drawn.of(display.sign(Sign.ABSOLUTE).toSvg()).hinted("[1]");
    assertThat(Drawn.value(absolute)).isEqualTo(2);
    assertThat(absolute.getAttribute("fill")).isNotEqualTo(BLUE).isNotEqualTo(RED);
  }

  @Test
  void dotsOfASwarmStandWhereTheirMapsAre() {
    float[] maps = {-1, 0, 1, 3};
    Attribution batch =
        Attribution.ofBatch(
            Gallery.array(maps, 4, 1),
            ImmutableLongArray.copyOf(new long[4]),
            ImmutableDoubleArray.copyOf(new double[4]),
            "gradient",
            "logits");

    Drawn drawn =
        Drawn.of(
            Display.ofMany(
                    batch, List.of(Gallery.row(1), Gallery.row(1), Gallery.row(1), Gallery.row(1)))
                .toSvg());

    List<Element> dots = drawn.hinted();
    assertThat(dots).hasSize(4);
    double unit = Drawn.number(dots.get(1), "cx") - Drawn.number(dots.get(0), "cx");
    assertThat(Drawn.number(dots.get(3), "cx") - Drawn.number(dots.get(2), "cx"))
        .isCloseTo(2 * unit, within(0.05));
    Drawn means =
        Drawn.of(
            Display.ofMany(
                    batch, List.of(Gallery.row(1), Gallery.row(1), Gallery.row(1), Gallery.row(1)))
                .kind(DisplayKind.MEAN_BARS)
                .toSvg());
    assertThat(Drawn.value(means.hinted("feature number 0"))).isEqualTo(1.25);
  }

  @Test
  void filesAreWrittenIntoNewFolders(@TempDir Path folder) {
    Display display = Display.of(Gallery.map(new float[] {1}, 1));

    display.writePng(folder.resolve("a/b.png"));
    display.writeSvg(folder.resolve("a/b.svg"));

    assertThat(folder.resolve("a/b.png")).isNotEmptyFile();
    assertThat(folder.resolve("a/b.svg")).hasContent(display.toSvg());
  }

  @Test
  void aKindThatDoesNotSuitIsRefusedWithThoseThatDo() {
    Display display =
        Display.of(Gallery.map(new float[] {1, 2}, 2), Gallery.row(2)).kind(DisplayKind.SLICES);

    assertThatThrownBy(display::toSvg)
        .hasMessage(
            "The display 'slices' does not suit a map of shape [2] of such an input (row).\n"
                + "Maybe one of [bars, waterfall, heatmap].");
  }

  @Test
  void valuesThatAreNotFiniteAreRefusedByTheirPlace() {
    assertThatThrownBy(() -> Display.of(Gallery.map(new float[] {1, 2, Float.NaN, 3}, 2, 2)))
        .hasMessage("A display needs finite values, but [1, 0] of the map (shape [2, 2]) is NaN.");
  }

  @Test
  void aTextOfOtherTokensIsRefused() {
    Display display = Display.of(Gallery.map(new float[3], 3), Gallery.text(List.of("a", "b")));

    assertThatThrownBy(display::toSvg)
        .hasMessageStartingWith("The text has 2 places, but the map (shape [3]) has another");
  }
}
