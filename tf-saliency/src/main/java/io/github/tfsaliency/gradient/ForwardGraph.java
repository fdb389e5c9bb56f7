package io.github.tfsaliency.gradient;

import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TFloat32;

/**
 * The model's own forward pass.
 *
 * @param session where it runs; owned by the {@link InferenceSession}
 * @param input the fed placeholder {@code [N, ...]}
 * @param output the explained tensor {@code [N, ...]}
 */
record ForwardGraph(Session session, Operand<TFloat32> input, Operand<TFloat32> output) {
  FloatNdArray run(FloatNdArray batch) {
    try (TFloat32 fed = TFloat32.tensorOf(batch.shape(), batch::copyTo);
        Result result = session.runner().feed(input, fed).fetch(output).run()) {
      TFloat32 values = (TFloat32) result.get(0);
      FloatNdArray copy = NdArrays.ofFloats(values.shape());
      values.copyTo(copy);
      return copy;
    }
  }
}
