package io.github.tfsaliency.gradient;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

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

  /**
   * Runs what was asked for.
   *
   * @param what what cannot be computed if TensorFlow fails, for the message
   */
  Result run(Supplier<String> what) {
    try {
      return runner.run();
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IllegalStateException
        | IndexOutOfBoundsException e) {
      // What TensorFlow calls an invalid argument is the model's mistake here, not the caller's.
      throw new SaliencyException(
          Message.of(
              "TensorFlow could not compute %s: %s", Message.part(what.get()), Message.reason(e)),
          e);
    }
  }

  /** A result that outlives its run, in float32 whatever its precision. */
  static FloatNdArray copy(Result result, int index) {
    Tensor values = result.get(index);
    FloatNdArray copy = NdArrays.ofFloats(values.shape());
    if (values instanceof TFloat64 doubles) {
      FloatDataBuffer buffer = DataBuffers.ofFloats(doubles.size());
      long next = 0;
      for (DoubleNdArray value : doubles.scalars()) {
        buffer.setFloat((float) value.getDouble(), next++);
      }
      copy.copyFrom(buffer);
    } else {
      ((FloatNdArray) values).copyTo(copy);
    }
    return copy;
  }

  /** A vector of a result. */
  static ImmutableDoubleArray doubles(Result result, int index) {
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    ((TFloat64) result.get(index)).scalars().forEach(value -> values.add(value.getDouble()));
    return values.build();
  }

  /** A vector of a result. */
  static ImmutableLongArray longs(Result result, int index) {
    ImmutableLongArray.Builder values = ImmutableLongArray.builder();
    ((TInt64) result.get(index)).scalars().forEach(value -> values.add(value.getLong()));
    return values.build();
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
