package io.github.tfsaliency.metric;

import io.github.tfsaliency.attribution.ChannelAxis;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A model, as metrics see it: the scores of one fixed target. Fix the target before the input is
 * changed, because another class may have the largest score afterwards.
 *
 * <p>The score of a sample must be independent of the other samples in the batch.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ScoreFunction {
  /**
   * Scores samples.
   *
   * @param batch {@code [N, ...]}, N samples as the model expects them; read-only
   * @return N scores of the target, in the order of the samples
   */
  double[] scores(FloatNdArray batch);

  /**
   * The same model for samples with channels last.
   *
   * @return a function of {@code [N, ..., C]}, if this one takes {@code [N, C, ...]}
   */
  default ScoreFunction withChannelsLast() {
    return batch -> scores(ChannelAxis.toFirst(batch));
  }
}
