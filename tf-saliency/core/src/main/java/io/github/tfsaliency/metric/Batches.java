package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.ToDoubleBiFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Asks for the scores, or the maps, of changed copies of a sample, a batch at a time. */
final class Batches {
  static final int DEFAULT_SIZE = 16;

  private final Sample sample;
  private final int batchSize;

  Batches(Sample sample, int batchSize) {
    this.sample = sample;
    this.batchSize = batchSize;
  }

  static void checkSize(int batchSize) {
    checkArgument(batchSize > 0, "The batch size (%s) must be at least 1.", batchSize);
  }

  /**
   * The score of each copy.
   *
   * @param copies the values of the copy at an index from 0; asked for once each, in order
   */
  double[] scores(ScoreFunction model, int count, IntFunction<float[]> copies) {
    double[] all = new double[count];
    for (int start = 0; start < count; start += batchSize) {
      FloatNdArray batch = batch(start, Math.min(count, start + batchSize), copies);
      int size = Math.toIntExact(batch.shape().get(0));
      double[] scores = model.scores(batch);
      checkArgument(
          scores.length == size,
          "The score function returned %s scores for a batch of %s.\n"
              + "Maybe it returns the scores of all classes instead of one target.",
          scores.length,
          size);
      System.arraycopy(scores, 0, all, start, size);
    }
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(all[i])) {
        throw new NonFiniteValueException(
            Message.of(
                "The score of copy %s of %s of the input is %s.\n"
                    + "Maybe the input was changed to values that the model does not accept.",
                i + 1, count, all[i]));
      }
    }
    return all;
  }

  /**
   * Compares the map of each copy with that of the first, without keeping them.
   *
   * @param copies the values of the copy at an index from 0; asked for once each, in order
   * @param measure of the first map and another
   * @return a number for each copy, of the first one too
   */
  double[] comparedWithFirst(
      MapFunction method,
      int count,
      IntFunction<float[]> copies,
      ToDoubleBiFunction<double[], double[]> measure) {
    double[] all = new double[count];
    double[] first = {};
    for (int start = 0; start < count; start += batchSize) {
      FloatNdArray batch = batch(start, Math.min(count, start + batchSize), copies);
      int samples = Math.toIntExact(batch.shape().get(0));
      double[] maps = maps(method, batch);
      int size = maps.length / samples;
      for (int i = 0; i < samples; i++) {
        double[] map = Arrays.copyOfRange(maps, i * size, (i + 1) * size);
        first = start + i == 0 ? map : first;
        all[start + i] = measure.applyAsDouble(first, map);
      }
    }
    return all;
  }

  private double[] maps(MapFunction method, FloatNdArray batch) {
    FloatNdArray maps = method.maps(batch);
    checkArgument(
        maps.shape().equals(batch.shape())
            || (sample.shape().numDimensions() == 3
                && (maps.shape().equals(batch.shape().take(3).append(1))
                    || maps.shape().equals(ChannelAxis.toFirst(onePerPlace(batch.shape()))))),
        "The map function returned maps of shape %s for a batch of shape %s.\n"
            + "Maybe it drops the dimension of the batch.",
        maps.shape(),
        batch.shape());
    return Elements.finite(maps, "batch of maps");
  }

  /** The shape of maps with one value a place, of samples with channels first. */
  private static Shape onePerPlace(Shape batch) {
    return Shape.of(batch.get(0)).append(batch.tail().tail()).append(1);
  }

  private FloatNdArray batch(int start, int end, IntFunction<float[]> copies) {
    int size = Math.toIntExact(sample.shape().size());
    float[] values = new float[Math.multiplyExact(end - start, size)];
    for (int i = start; i < end; i++) {
      System.arraycopy(copies.apply(i), 0, values, (i - start) * size, size);
    }
    Shape shape = Shape.of(end - start).append(sample.shape());
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }
}
