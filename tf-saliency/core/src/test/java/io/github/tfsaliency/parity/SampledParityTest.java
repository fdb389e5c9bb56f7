package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.hiding.Hsic;
import io.github.tfsaliency.method.hiding.SampledShapley;
import io.github.tfsaliency.method.hiding.Sobol;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What Xplique and Captum compute from the masks and permutations that are drawn here. */
class SampledParityTest {
  private static final int CELLS = 4;
  private static final int SIDE = 32;
  private static final int MASKS = 60;
  private static final long SEED = 3;

  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "mobilenet"})
  void totalIndicesAreThoseOfXplique(String network) {
    FloatNdArray map = map(network, Sobol.of().withCells(CELLS).withDesigns(8).withSeed(SEED));

    assertThat(error(ofCells(map, 1), network, "sobol")).isLessThan(TOLERANCE);
  }

  /** Xplique divides the trace by the number of masks, this library by its square. */
  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "mobilenet"})
  void dependenceIsThatOfXpliqueOverTheNumberOfMasks(String network) {
    FloatNdArray map = map(network, Hsic.of().withCells(CELLS).withSamples(MASKS).withSeed(SEED));

    assertThat(error(ofCells(map, MASKS), network, "hsic")).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "mobilenet"})
  void sampledShapleyValuesAreThoseOfCaptum(String network) {
    FloatNdArray map =
        map(
            network,
            SampledShapley.of()
                .withSamples(6)
                .withSegmentation(Segmentation.grid(3, 3))
                .withSeed(SEED));

    assertThat(error(map, network, "shapley")).isLessThan(TOLERANCE);
  }

  private static FloatNdArray map(String network, AttributionMethod method) {
    try (References references = References.of(network);
        Model model = Model.load(References.model(network))) {
      return Saliency.of(model)
          .method(method)
          .target(Target.classIndices(references.targets()))
          .compute(references.input())
          .values();
    }
  }

  private static double error(FloatNdArray actual, String network, String path) {
    try (References references = References.of("sampled/" + network)) {
      double error = Maps.of(actual, references.floats(path)).largestError();
      System.out.printf(Locale.ROOT, "%s %s largest error %.1e%n", network, path, error);
      return error;
    }
  }

  /** The value of the first pixel of each cell. */
  private static FloatNdArray ofCells(FloatNdArray map, double times) {
    long samples = map.shape().get(0);
    FloatNdArray cells = NdArrays.ofFloats(Shape.of(samples, CELLS, CELLS));
    int step = SIDE / CELLS;
    cells
        .scalars()
        .forEachIndexed(
            (at, value) ->
                value.setFloat(
                    (float) (times * map.getFloat(at[0], at[1] * step, at[2] * step, 0))));
    return cells;
  }
}
