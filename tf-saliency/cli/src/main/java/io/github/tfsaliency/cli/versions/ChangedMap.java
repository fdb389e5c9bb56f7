package io.github.tfsaliency.cli.versions;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.metric.MapSimilarity;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The maps of one input by one method, of both models.
 *
 * @param method its specification
 * @param view both in one form
 * @param similarity how alike they are
 */
record ChangedMap(String method, CommonView view, MapSimilarity similarity) {
  /** The smallest picture that SSIM is defined for. */
  private static final int WINDOW = 11;

  static ChangedMap of(String method, ExplainedMap old, ExplainedMap current) {
    CommonView view = CommonView.of(old, current);
    return new ChangedMap(
        method,
        view,
        view.isEqual() ? same(view.old()) : MapSimilarity.of(view.old(), view.current()));
  }

  /** What is equal in every bit is alike, be it constant. */
  private static MapSimilarity same(Attribution map) {
    boolean isLarge = map.shape().get(0) >= WINDOW && map.shape().get(1) >= WINDOW;
    double ssim = isLarge ? 1 : Double.NaN;
    return new MapSimilarity(1, 1, ssim, ssim);
  }

  FloatNdArray difference() {
    return view.difference();
  }
}
