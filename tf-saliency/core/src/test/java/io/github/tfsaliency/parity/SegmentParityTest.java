package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.segment.Felzenszwalb;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.ScoredGraphs;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Values of segments are those that other people's software computed for the same segments. */
class SegmentParityTest {
  private static final double TOLERANCE = 1e-4;

  /**
   * XRAI's reference begins with integrated gradients that are rounded to 2^-14, so a mean of them
   * is off by at most half of that; a hundredth more is float32's.
   */
  private static final float BASE_ROUNDING = 0x1.0p-15f * 1.01f;

  /** All 2^7 - 2 coalitions. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void shapleyValuesAreThoseOverAllPermutations(String network) {
    try (References references = References.of("methods/" + network)) {
      FloatNdArray labels = references.floats("shapley/segments");
      Segments segments = segments(labels.rank() == 1 ? row(labels) : labels);

      FloatNdArray map = map(network, KernelShap.of().withSamples(126).withSegmentation(segments));

      FloatNdArray expected = references.floats("shapley/shapley_segments");
      Maps maps = Maps.of(map, labels.rank() == 1 ? expected : firstChannel(expected));
      assertThat(maps.largestError()).isLessThan(TOLERANCE);
    }
  }

  static Stream<Arguments> regions() {
    return Stream.of("vgg", "resnet", "mobilenet")
        .flatMap(
            network ->
                Stream.of(
                    Arguments.of(network, "full", xrai()),
                    Arguments.of(network, "full_min_pixel_diff_1", xrai().withMinPixels(1)),
                    Arguments.of(network, "fast", xrai().withRanking(Xrai.Ranking.ONCE)),
                    Arguments.of(
                        network,
                        "fast_min_pixel_diff_1",
                        xrai().withRanking(Xrai.Ranking.ONCE).withMinPixels(1))));
  }

  private static Xrai xrai() {
    return Xrai.of().withSteps(20).withBaselines(Baseline.constant(0));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("regions")
  void xraiRanksGivenRegionsAsItsAuthorsDo(String network, String path, Xrai xrai) {
    try (References references = References.of("methods/" + network)) {
      FloatNdArray masks = references.floats("xrai/segments");
      Segments[] regions = new Segments[(int) masks.shape().get(0)];
      for (int i = 0; i < regions.length; i++) {
        regions[i] = mask(masks.get(i));
      }

      FloatNdArray map = map(network, xrai.withRegions(regions));

      assertThat(Maps.array(map))
          .containsExactly(Maps.array(references.floats("xrai/" + path)), within(BASE_ROUNDING));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "felzenszwalb_labels, 0, 50, 150", "felzenszwalb_labels, 5, 1200, 150",
    "felzenszwalb_labels_min_size_20, 0, 50, 20", "felzenszwalb_labels_min_size_20, 3, 250, 20",
  })
  void felzenszwalbCutsThePictureAsScikitImage(String path, int index, double scale, int minSize) {
    try (References references = References.of("methods/vgg")) {
      FloatNdArray picture = references.floats("xrai/felzenszwalb_picture");

      Segments segments =
          Felzenszwalb.of(scale).withMinSize(minSize).segment(fromMinusOneToOne(picture));

      assertThat(segments).isEqualTo(segments(references.floats("xrai/" + path).get(index)));
    }
  }

  private static FloatNdArray map(String network, AttributionMethod method) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      Attribution map =
          Saliency.of(model)
              .method(method)
              .target(Target.classIndices(references.targets()))
              .compute(references.input());
      return map.values();
    }
  }

  private static FloatNdArray fromMinusOneToOne(FloatNdArray picture) {
    float[] values = Maps.array(picture);
    double[] scaled = new double[values.length];
    double least = Float.POSITIVE_INFINITY;
    double largest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (values[i] - least) / (largest - least) * 2 - 1;
    }
    return ScoredGraphs.array(scaled, picture.shape().asArray());
  }

  private static FloatNdArray row(FloatNdArray labels) {
    FloatNdArray row = NdArrays.ofFloats(Shape.of(1).append(labels.shape()));
    row.set(labels, 0);
    return row;
  }

  /** The value of a segment stands at each channel. */
  private static FloatNdArray firstChannel(FloatNdArray map) {
    double[] values = ScoredGraphs.doubles(map);
    int channels = (int) map.shape().get(3);
    double[] first = new double[values.length / channels];
    for (int i = 0; i < first.length; i++) {
      first[i] = values[i * channels];
    }
    return ScoredGraphs.array(first, map.shape().get(0), map.shape().get(1), map.shape().get(2), 1);
  }

  private static Segments segments(FloatNdArray labels) {
    return numbered(labels, 0);
  }

  /** One segment of the ones; the zeros belong to none. */
  private static Segments mask(FloatNdArray mask) {
    return numbered(mask, 1);
  }

  private static Segments numbered(FloatNdArray labels, int less) {
    int[][] rows = new int[(int) labels.shape().get(0)][(int) labels.shape().get(1)];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < rows[row].length; column++) {
        rows[row][column] = (int) labels.getFloat(row, column) - less;
      }
    }
    return Segments.of(rows);
  }
}
