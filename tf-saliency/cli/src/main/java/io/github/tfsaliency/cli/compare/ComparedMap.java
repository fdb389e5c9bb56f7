package io.github.tfsaliency.cli.compare;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.sample.PixelView;
import io.github.tfsaliency.image.Heatmap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The result of a method, or the reason why there is none.
 *
 * @param method its specification
 * @param result null if the method does not fit the model
 * @param failure one or two lines, or null
 */
record ComparedMap(String method, @Nullable Result result, @Nullable String failure) {
  /**
   * A map and what was measured.
   *
   * @param map as computed
   * @param heatmap as shown
   * @param layer whose activations the map is made of, or null
   * @param firstSeconds how long the first computation took, which builds the method's graphs
   * @param seconds how long a computation takes that finds them built
   * @param cost the same in forward passes
   * @param values of the metrics, in their order; NaN where undefined
   */
  record Result(
      Attribution map,
      Heatmap heatmap,
      @Nullable String layer,
      double firstSeconds,
      double seconds,
      double cost,
      ImmutableDoubleArray values) {
    /** What the map misses of what theory says it sums to; NaN where theory says nothing. */
    double gap() {
      return map.gaps().map(gaps -> gaps.get(0)).orElse(Double.NaN);
    }

    static Heatmap heatmap(PixelView pixels, FloatNdArray map) {
      return Heatmap.of(pixels.view(map)).withSuitedStyle();
    }
  }

  static ComparedMap of(String method, Result result) {
    return new ComparedMap(method, result, null);
  }

  static ComparedMap failed(String method, RuntimeException reason) {
    return new ComparedMap(method, null, requireNonNull(Failures.text(reason)));
  }
}
