package io.github.tfsaliency.engine.run;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ComputationTimeoutException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Owns what one run is fed until the run is over. */
public final class FedTensors implements AutoCloseable {
  /** What TensorFlow says when a run's own timeout is over; it has no class of its own. */
  private static final String TIMED_OUT = "Timed out waiting for notification";

  private final Session session;
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Runnable> lenders = new ArrayList<>();
  private final Set<Output<?>> inputs = new HashSet<>();
  private boolean abandoned;

  public FedTensors(Session session) {
    this.session = session;
    runner = session.runner();
  }

  public Session.Runner runner() {
    return runner;
  }

  public void feed(Operand<TFloat32> input, FloatNdArray values) {
    take(input, TFloat32.tensorOf(values.shape(), values::copyTo));
  }

  /** Feeds a floating-point tensor of any precision. */
  public void takeTyped(Output<?> input, FloatNdArray values) {
    Shape shape = values.shape();
    take(
        input,
        switch (input.dataType()) {
          case DT_FLOAT -> TFloat32.tensorOf(shape, values::copyTo);
          case DT_HALF -> TFloat16.tensorOf(shape, values::copyTo);
          case DT_BFLOAT16 -> TBfloat16.tensorOf(shape, values::copyTo);
          case DT_DOUBLE -> TFloat64.tensorOf(shape, doubles -> copy(values, doubles));
          default -> throw new IllegalArgumentException(input.dataType().toString());
        });
  }

  private static void copy(FloatNdArray from, TFloat64 to) {
    var target = to.scalars().iterator();
    for (FloatNdArray value : from.scalars()) {
      target.next().setDouble(value.getFloat());
    }
  }

  /** Takes the tensor over. */
  public void take(Operand<?> input, Tensor tensor) {
    tensors.add(tensor);
    feed(input.asOutput(), tensor);
  }

  /**
   * Feeds tensors that others own.
   *
   * @param whenClosed called when the run no longer reads them
   */
  public void lend(Map<Output<?>, Tensor> lent, Runnable whenClosed) {
    lenders.add(whenClosed);
    lent.forEach(this::feed);
  }

  private void feed(Output<?> input, Tensor tensor) {
    inputs.add(input);
    runner.feed(input, tensor);
  }

  /** {@return whether the run is given a tensor} */
  public boolean isFed(Output<?> input) {
    return inputs.contains(input);
  }

  /**
   * Runs what was asked for, until the deadline of this thread's computation.
   *
   * @param what what cannot be computed if TensorFlow fails, for the message
   */
  public Result run(Supplier<String> what) {
    try {
      return run(Deadline.current());
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

  private Result run(Deadline deadline) {
    if (!deadline.isSet()) {
      return runner.run();
    }
    deadline.check();
    // TensorFlow cancels what can be cancelled, such as a kernel that waits. Zero means no limit.
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.nanosLeft()));
    runner.setOptions(RunOptions.newBuilder().setTimeoutInMs(millis).build());
    try {
      return AbandonedRuns.await(session, runner::run, deadline, this::closeAll);
    } catch (ComputationTimeoutException e) {
      abandoned = true;
      throw e;
    } catch (TensorFlowException e) {
      if (String.valueOf(e.getMessage()).contains(TIMED_OUT)) {
        throw deadline.isOver();
      }
      throw e;
    }
  }

  /** A result that outlives its run, in float32 whatever its precision. */
  public static FloatNdArray copy(Result result, int index) {
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
  public static ImmutableDoubleArray doubles(Result result, int index) {
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    ((TFloat64) result.get(index)).scalars().forEach(value -> values.add(value.getDouble()));
    return values.build();
  }

  /** A vector of a result. */
  public static ImmutableLongArray longs(Result result, int index) {
    ImmutableLongArray.Builder values = ImmutableLongArray.builder();
    ((TInt64) result.get(index)).scalars().forEach(value -> values.add(value.getLong()));
    return values.build();
  }

  /** Closes what was fed, unless an abandoned run still reads it. */
  @Override
  public void close() {
    if (!abandoned) {
      closeAll();
    }
  }

  private void closeAll() {
    tensors.forEach(Tensor::close);
    lenders.forEach(Runnable::run);
  }
}
