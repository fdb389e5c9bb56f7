package io.github.tfsaliency.tensorboard;

import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The values that a histogram can take.
 *
 * @param values the finite ones
 * @param lost how many are NaN or infinite
 */
record FiniteValues(FloatNdArray values, int lost) {
  static FiniteValues of(FloatNdArray all) {
    float[] finite = new float[Math.toIntExact(all.size())];
    all.copyTo(DataBuffers.of(finite, false, false));
    int kept = 0;
    for (float value : finite) {
      if (Float.isFinite(value)) {
        finite[kept++] = value;
      }
    }
    int lost = finite.length - kept;
    return new FiniteValues(lost == 0 ? all : NdArrays.vectorOf(Arrays.copyOf(finite, kept)), lost);
  }
}
