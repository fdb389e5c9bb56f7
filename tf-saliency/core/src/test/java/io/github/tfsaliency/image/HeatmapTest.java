package io.github.tfsaliency.image;

import static io.github.tfsaliency.image.Fixtures.array;
import static io.github.tfsaliency.image.Fixtures.distance;
import static io.github.tfsaliency.image.Fixtures.picture;
import static io.github.tfsaliency.image.Fixtures.pixel;
import static io.github.tfsaliency.image.Fixtures.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class HeatmapTest {
  @Test
  void sumsOverChannels() {
    Heatmap heatmap = Heatmap.of(array(Shape.of(1, 2, 3), 1, 2, 3, -4, 1, 1));

    assertThat(values(heatmap.values())).containsExactly(6, -2);
  }

  @Test
  void acceptsMapWithoutChannels() {
    assertThat(values(Heatmap.of(array(Shape.of(2, 1), 5, -1)).values())).containsExactly(5, -1);
  }

  @Test
  void acceptsBatchOfOne() {
    Heatmap heatmap = Heatmap.of(attribution(1));

    assertThat(heatmap).hasToString("Heatmap[2 x 1, signed]");
  }

  @Test
  void rejectsSeveralSamples() {
    Attribution batch = attribution(2);

    assertThatThrownBy(() -> Heatmap.of(batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A heatmap shows one sample, but the map (shape [2, 1, 2, 1]) has 2.\n"
                + "Maybe get one with sample(int).");
  }

  @Test
  void rejectsMapOfAnotherRank() {
    assertThatThrownBy(() -> Heatmap.of(array(Shape.of(3), 1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A heatmap needs a map of shape [H, W, C] or [H, W], not [3].");
  }

  @Test
  void rejectsValuesThatAreNotFinite() {
    assertThatThrownBy(() -> Heatmap.of(array(Shape.of(2, 1), 1, Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A heatmap needs finite values, but the sum of pixel [1, 0] is NaN.");
  }

  /** numpy.percentile(ramp(0), [0.5, 99.5]) = [-14.8005, 24.7005]. */
  @Test
  void clipsToPercentilesOnOneScale() {
    float[] shown = values(ramp(0).shown());

    assertThat(shown[0]).isCloseTo(-14.8005f / 24.7005f, within(1e-6f)); // -15.0
    assertThat(shown[227]).isEqualTo(1); // 24.9
    assertThat(shown[50]).isCloseTo(10f / 24.7005f, within(1e-6f)); // 10.0
  }

  /** numpy.percentile(ramp(20), 0.5) = 5.1995. */
  @Test
  void hidesWhatLiesBelowPositiveLowerBound() {
    float[] shown = values(ramp(20).shown());

    assertThat(shown[0]).isZero(); // 5.0
    assertThat(shown[346]).isCloseTo(5.2f / 44.7005f, within(1e-6f)); // 5.2
  }

  /** numpy.percentile(abs(ramp(0)), 99.5) = 24.7005. */
  @Test
  void showsMagnitudes() {
    float[] shown = values(ramp(0).withStyle(HeatmapStyle.MAGNITUDE).shown());

    assertThat(shown[0]).isCloseTo(15 / 24.7005f, within(1e-6f));
    assertThat(shown[227]).isEqualTo(1);
  }

  @Test
  void showsZeroAsWhite() {
    assertThat(pixel(Heatmap.of(array(Shape.of(1, 3), -1, 0, 1)).toPicture(), 1, 0))
        .containsExactly(255, 255, 255);
  }

  @Test
  void showsSignsInBlueAndRed() {
    Picture picture = Heatmap.of(array(Shape.of(1, 3), -1, 0, 1)).toPicture();

    assertThat(pixel(picture, 0, 0)).containsExactly(0, 0, 255);
    assertThat(pixel(picture, 2, 0)).containsExactly(255, 0, 0);
  }

  @Test
  void showsMapOfZerosAsWhite() {
    assertThat(pixel(Heatmap.of(array(Shape.of(1, 2), 0, 0)).toPicture(), 0, 0))
        .containsExactly(255, 255, 255);
  }

  @Test
  void showsMagnitudesOfZerosInTheLowestColour() {
    assertThat(
            pixel(
                Heatmap.of(array(Shape.of(1, 2), 0, 0))
                    .withStyle(HeatmapStyle.MAGNITUDE)
                    .toPicture(),
                0,
                0))
        .containsExactly(0x44, 0x01, 0x54);
  }

  @Test
  void showsSparseMapUnclipped() {
    float[] map = new float[1000];
    map[3] = 2;
    map[4] = -1;

    float[] shown = values(Heatmap.of(array(Shape.of(10, 100), map)).shown());

    assertThat(shown[3]).isEqualTo(1);
    assertThat(shown[4]).isEqualTo(-0.5f);
  }

  @Test
  void overlaysGreyPhotographWhereTheMapIsZero() {
    Picture photo = Picture.of(array(Shape.of(1, 2, 3), 100, 50, 200, 100, 50, 200));

    Picture overlay = Heatmap.of(array(Shape.of(1, 2), 0, 1)).overlay(photo);

    // 0.299 * 100 + 0.587 * 50 + 0.114 * 200 = 82.05
    assertThat(pixel(overlay, 0, 0)).containsExactly(82, 82, 82);
  }

  @Test
  void overlaysColourWhereTheMapIsLarge() {
    Picture photo = Picture.of(array(Shape.of(1, 2, 3), 100, 50, 200, 100, 50, 200));

    Picture overlay = Heatmap.of(array(Shape.of(1, 2), 0, 1)).overlay(photo);

    assertThat(pixel(overlay, 1, 0)[0]).isGreaterThan(250);
    assertThat(pixel(overlay, 1, 0)[1]).isLessThan(5);
  }

  @Test
  void laysTheMapOverTheMiddleOfAWiderPhotograph() {
    Picture overlay = Heatmap.of(array(Shape.of(1, 1), 1)).overlay(picture("rgb.png"));

    assertThat(pixel(overlay, 3, 8)[0]).isEqualTo(pixel(overlay, 3, 8)[1]);
    assertThat(pixel(overlay, 12, 8)).containsExactly(255, 0, 0);
  }

  @Test
  void writesPng(@TempDir Path folder) {
    Heatmap heatmap = ramp(0);
    heatmap.writePng(folder.resolve("map.png"));

    assertThat(distance(Picture.read(folder.resolve("map.png")), heatmap.toPicture())).isZero();
  }

  @Test
  void switchesBetweenStyles() {
    assertThat(
            values(
                ramp(0).withStyle(HeatmapStyle.MAGNITUDE).withStyle(HeatmapStyle.SIGNED).shown()))
        .isEqualTo(values(ramp(0).shown()));
  }

  /** The values that {@code make_fixtures.py} gives to NumPy, plus {@code shift}. */
  private static Heatmap ramp(float shift) {
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 400 - 150) / 10f + shift;
    }
    return Heatmap.of(array(Shape.of(20, 20), values));
  }

  private static Attribution attribution(int samples) {
    return Attribution.ofBatch(
        array(Shape.of(samples, 1, 2, 1), new float[2 * samples]),
        ImmutableLongArray.copyOf(new long[samples]),
        ImmutableDoubleArray.copyOf(new double[samples]),
        "gradient",
        "logits");
  }

  @Test
  void rangeGoesFromTheLeastToTheLargestValue() {
    Heatmap heatmap =
        Heatmap.of(StdArrays.ndCopyOf(new float[][] {{10, 11, 12}})).withStyle(HeatmapStyle.RANGE);

    assertThat(heatmap.shown().getFloat(0, 0)).isEqualTo(0);
    assertThat(heatmap.shown().getFloat(0, 1)).isCloseTo(0.5f, within(1e-5f));
    assertThat(heatmap.shown().getFloat(0, 2)).isEqualTo(1);
  }

  @Test
  void rangeOfAConstantMapIsItsLeastValue() {
    assertThat(
            Heatmap.of(StdArrays.ndCopyOf(new float[][] {{3, 3}}))
                .withStyle(HeatmapStyle.RANGE)
                .shown()
                .getFloat(0, 1))
        .isEqualTo(0);
  }

  @Test
  void onlyPositiveMapsAreShownByTheirRange() {
    assertThat(Heatmap.of(StdArrays.ndCopyOf(new float[][] {{1, 2}})).withSuitedStyle())
        .hasToString("Heatmap[2 x 1, range]");
    assertThat(Heatmap.of(StdArrays.ndCopyOf(new float[][] {{0, 2}})).withSuitedStyle())
        .hasToString("Heatmap[2 x 1, signed]");
  }

  private static Attribution uncertain(float[] values, float[] errors) {
    Shape shape = Shape.of(1, 1, values.length, 1);
    return Attribution.ofBatch(
            array(shape, values),
            ImmutableLongArray.of(0),
            ImmutableDoubleArray.of(0),
            "smooth-grad",
            "logits")
        .withStandardErrors(array(shape, errors), ImmutableLongArray.of(50));
  }

  @Test
  void aValueAsLargeAsItsErrorIsHalfAsStrong() {
    Heatmap heatmap = Heatmap.of(uncertain(new float[] {-1, 1, 0}, new float[] {1, 0, 5}));

    float[] shown = values(heatmap.shown());
    float[] faded = values(heatmap.withUncertaintyFaded().shown());

    assertThat(faded[0]).isCloseTo(shown[0] / 2, within(1e-6f));
    assertThat(faded[1]).isEqualTo(shown[1]);
    assertThat(faded[2]).isEqualTo(0);
  }

  @Test
  void errorsOfARangeAreComparedWithWhatLiesAboveTheLeast() {
    Heatmap heatmap =
        Heatmap.of(uncertain(new float[] {10, 11, 12}, new float[] {0, 1, 0})).withSuitedStyle();

    float[] faded = values(heatmap.withUncertaintyFaded().shown());

    assertThat(faded[1]).isCloseTo(0.25f, within(0.01f));
    assertThat(faded[2]).isEqualTo(1);
  }

  @Test
  void aMapWithoutErrorsDoesNotFade() {
    assertThat(values(ramp(0).withUncertaintyFaded().shown())).isEqualTo(values(ramp(0).shown()));
  }

  @Test
  void anotherStyleStaysFaded() {
    Heatmap heatmap =
        Heatmap.of(uncertain(new float[] {-1, 1}, new float[] {1, 0})).withUncertaintyFaded();

    assertThat(values(heatmap.withStyle(HeatmapStyle.MAGNITUDE).shown())[0])
        .isCloseTo(0.5f, within(1e-6f));
  }
}
