package io.github.tfsaliency.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.Attribution;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Whatever there is to draw; {@code -Dgallery=FOLDER} writes the drawings of the docs. */
class GalleryTest {
  /** Whatever its shape, a map is drawn in every way that suits it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyShapeIsDrawnInAllWaysThatSuitIt(long seed) {
    Random random = new Random(seed);
    for (int rank = 0; rank <= 5; rank++) {
      int most = rank <= 3 ? 10 : 4;
      long[] shape = IntStream.range(0, rank).mapToLong(i -> 1 + random.nextInt(most)).toArray();
      int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      Attribution map = Gallery.explained("gradient", "yes", 1, Gallery.random(seed, size), shape);
      for (InputView view :
          List.of(
              new InputView.Numbers(Gallery.array(Gallery.random(seed + 1, size), shape)),
              Sample.unknown())) {
        Display display = Display.of(map, view).top(size);
        assertThat(display.suitedKinds()).contains(display.kind());
        for (DisplayKind kind : display.suitedKinds()) {
          Drawn drawn = Drawn.of(display.kind(kind).toSvg());
          assertThat(display.kind(kind).toMarkup()).contains("<svg");
          if (kind == DisplayKind.BARS) {
            assertThat(Sets.newHashSet(drawn.hinted().stream().map(Drawn::hint).toList()))
                .hasSize(size);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1, Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE})
  void extremeValuesAreDrawn(float value) {
    float[] map = new float[64];
    Arrays.fill(map, 0, 40, value);
    for (long[] shape : new long[][] {{64}, {32, 2}, {8, 8, 1}, {4, 4, 4, 1}}) {
      Display display =
          Display.of(
              Gallery.explained("gradient", "yes", 1e30, map, shape),
              new InputView.Numbers(Gallery.array(map, shape)));
      for (DisplayKind kind : display.suitedKinds()) {
        assertThat(display.kind(kind).base(1e30).toSvg())
            .as("%s", kind)
            .doesNotContain("NaN", "Infinity", "92233720368547758");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 300})
  void noTextLiesAboveAnother(int features) {
    Display display =
        Display.of(Gallery.map(Gallery.random(5, features), features), Gallery.row(features));
    for (DisplayKind kind : List.of(DisplayKind.BARS, DisplayKind.WATERFALL)) {
      Display shown = display.base(0).kind(kind).top(features);
      for (String svg :
          List.of(
              shown.toSvg(),
              shown
                  .toMarkup(Display.NARROW)
                  .replaceAll("(?s)^.*?<svg", "<svg")
                  .replaceAll("</div>\\s*$", ""))) {
        List<double[]> boxes = Drawn.of(svg).texts().stream().map(GalleryTest::place).toList();
        for (int i = 0; i < boxes.size(); i++) {
          for (int k = 0; k < i; k++) {
            double[] a = boxes.get(i);
            double[] b = boxes.get(k);
            boolean apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            if (!apart) {
              fail("%s lies above %s", Arrays.toString(a), Arrays.toString(b));
            }
          }
        }
      }
    }
  }

  /** Left, top, right and bottom of letters, as Java's font has them. */
  private static double[] place(Element text) {
    double size = Drawn.number(text, "font-size");
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1);
    double width =
        font.deriveFont((float) size)
            .getStringBounds(text.getTextContent(), new FontRenderContext(null, true, true))
            .getWidth();
    double x =
        switch (text.getAttribute("text-anchor")) {
          case "middle" -> Drawn.number(text, "x") - width / 2;
          case "end" -> Drawn.number(text, "x") - width;
          default -> Drawn.number(text, "x");
        };
    double y = Drawn.number(text, "y");
    return new double[] {x, y - 0.7 * size, x + width, y};
  }

  @Test
  void everyKindOfTheGalleryIsDrawn(@TempDir Path folder) throws IOException {
    String docs = System.getProperty("gallery");
    if (docs != null) {
      Gallery.main(new String[] {docs, "docs"});
    }
    for (var each : Gallery.all().entrySet()) {
      Drawn drawn = Drawn.of(each.getValue().toSvg());
      assertThat(drawn.words()).as(each.getKey()).contains(each.getValue().heading().title());
      each.getValue().writeHtml(folder.resolve(each.getKey() + ".html"));
      assertThat(Files.readString(folder.resolve(each.getKey() + ".html")))
          .as(each.getKey())
          .contains("<!DOCTYPE html>", "</html>")
          .doesNotContain("http", "<script", "<link");
    }
  }
}
