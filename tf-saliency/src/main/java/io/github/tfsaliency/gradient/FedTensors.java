package io.github.tfsaliency.gradient;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;

/** Owns what one run is fed until the run is over. */
final class FedTensors implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  FedTensors(Session.Runner runner) {
    this.runner = runner;
  }

  Session.Runner runner() {
    return runner;
  }

  void feed(Operand<TFloat32> input, FloatNdArray values) {
    take(input, TFloat32.tensorOf(values.shape(), values::copyTo));
  }

  /** Takes the tensor over. */
  void take(Operand<?> input, Tensor tensor) {
    tensors.add(tensor);
    runner.feed(input, tensor);
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
