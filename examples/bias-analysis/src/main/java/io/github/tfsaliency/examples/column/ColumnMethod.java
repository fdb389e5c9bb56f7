package io.github.tfsaliency.examples.column;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.encoding.InputFactor;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A method that is asked of the table.
 *
 * @param title for people
 * @param factor what its map is multiplied by
 * @param among the method, where rows of all kinds are at hand in the same encoding, {@code [N,
 *     10]}
 */
record ColumnMethod(
    String title, InputFactor factor, Function<FloatNdArray, AttributionMethod> among) {
  private static final RectifiedGradient RECTGRAD = RectifiedGradient.percentile(50);
  private static final double EPSILON = 1e-6;
  private static final int SAMPLES = 1000;
  private static final int BASELINES = 50;

  /** Pairs without the multiplication and with it. */
  static final ImmutableList<ColumnMethod> FEW =
      ImmutableList.of(
          of("Gradient", InputFactor.NONE, Gradient.of()),
          of("Input × Gradient", InputFactor.INPUT, InputXGradient.of()),
          of("Integrated Gradients", InputFactor.BASELINE, IntegratedGradients.of()),
          new ColumnMethod("Expected Gradients", InputFactor.ROWS, ColumnMethod::expected));

  /** In the order of the report. */
  static final ImmutableList<ColumnMethod> ALL =
      ImmutableList.<ColumnMethod>builder()
          .addAll(FEW)
          .add(
              of("SmoothGrad", InputFactor.NONE, SmoothGrad.of(Gradient.of())),
              of("RectGrad", InputFactor.NONE, RECTGRAD),
              of("RectGrad × Input", InputFactor.INPUT, RECTGRAD.withMultiplicationByInput()),
              of("DeepLIFT", InputFactor.BASELINE, DeepLift.of(0)),
              new ColumnMethod(
                  "DeepLIFT, other rows",
                  InputFactor.ROWS,
                  rows -> DeepLift.of(0).withBaselines(few(rows))),
              of("LRP-ε", InputFactor.FIRST_LAYER, Lrp.epsilon(EPSILON)),
              of("LRP-z+", InputFactor.FIRST_LAYER, Lrp.zPlus()),
              of("LRP-flat", InputFactor.NONE, Lrp.flat()))
          .build();

  private static ColumnMethod of(String title, InputFactor factor, AttributionMethod method) {
    return new ColumnMethod(title, factor, rows -> method);
  }

  private static AttributionMethod expected(FloatNdArray rows) {
    return ExpectedGradients.of(baselines(rows)).withSamples(SAMPLES);
  }

  /** DeepLIFT runs the network once for each. */
  private static Baseline[] few(FloatNdArray rows) {
    return baselines(rows).subList(0, BASELINES).toArray(Baseline[]::new);
  }

  private static ImmutableList<Baseline> baselines(FloatNdArray rows) {
    ImmutableList.Builder<Baseline> baselines = ImmutableList.builder();
    for (long i = 0; i < rows.shape().get(0); i++) {
      baselines.add(Baseline.array(rows.get(i)));
    }
    return baselines.build();
  }
}
