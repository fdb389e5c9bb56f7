package io.github.tfsaliency.cli.input;

import io.github.tfsaliency.display.InputView;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The values of one input of a model.
 *
 * @param values {@code [N, ...]}, or one sample without the batch dimension
 * @param samples N
 * @param view what a person sees of a sample, by its place
 */
record Feed(FloatNdArray values, int samples, IntFunction<InputView> view) {
  /** Values of unknown kind. */
  static Feed numbers(FloatNdArray values, Slot slot) {
    boolean batch =
        values.rank() > 0 && (!slot.hasRank() || values.rank() == slot.shape().numDimensions());
    return new Feed(
        values,
        batch ? Math.toIntExact(values.shape().get(0)) : 1,
        sample -> new InputView.Numbers(batch ? values.get(sample) : values));
  }

  static Feed batch(float[] values, Shape shape, IntFunction<InputView> view) {
    return new Feed(
        NdArrays.wrap(shape, DataBuffers.of(values, false, false)),
        Math.toIntExact(shape.get(0)),
        view);
  }

  /** The same with a batch dimension, where there is none and the input has one. */
  Feed batched(Slot slot) {
    if (!slot.hasRank() || values.rank() + 1 != slot.shape().numDimensions()) {
      return this;
    }
    float[] copy = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(copy, false, false));
    return new Feed(
        NdArrays.wrap(values.shape().prepend(1), DataBuffers.of(copy, false, false)),
        samples,
        view);
  }
}
