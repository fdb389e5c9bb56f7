package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.engine.SessionDevices;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * How TensorFlow runs a model: threads and GPUs. Options that are not chosen have TensorFlow's
 * defaults, with two exceptions: GPU memory is allocated as needed, and products of float32 are
 * exact. Options change maps only by rounding, because other threads or devices may add in another
 * order.
 *
 * <p>Some options apply to the whole process, not to one model: the first session sets them, and
 * later sessions cannot change them. So use the same options for all models of a process.
 *
 * <p>Source: TensorFlow, <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/config.proto">
 * config.proto</a>.
 *
 * @since 0.1.0
 */
public final class SessionOptions extends Value {
  private static final long serialVersionUID = 1;

  /** TensorFlow's name for the kind of device. */
  private static final String GPU = "GPU";

  private final OptionalInt intraOpThreads;
  private final OptionalInt interOpThreads;
  private final boolean growingMemory;
  private final OptionalDouble gpuMemory;
  private final Optional<List<Integer>> gpus;
  private final boolean tensorFloat32;

  private SessionOptions(
      OptionalInt intraOpThreads,
      OptionalInt interOpThreads,
      boolean growingMemory,
      OptionalDouble gpuMemory,
      Optional<List<Integer>> gpus,
      boolean tensorFloat32) {
    checkThreads("intra-op threads", intraOpThreads);
    checkThreads("inter-op threads", interOpThreads);
    double fraction = gpuMemory.orElse(1);
    checkArgument(
        fraction > 0 && fraction <= 1,
        "The fraction of the GPU's memory (%s) must be above 0 and at most 1.",
        fraction);
    for (List<Integer> visible : gpus.stream().toList()) {
      checkArgument(
          visible.stream().allMatch(gpu -> gpu >= 0)
              && visible.stream().distinct().count() == visible.size(),
          "The visible GPUs %s must be different numbers from 0.",
          visible);
    }
    this.intraOpThreads = requireNonNull(intraOpThreads, "intraOpThreads");
    this.interOpThreads = requireNonNull(interOpThreads, "interOpThreads");
    this.growingMemory = growingMemory;
    this.gpuMemory = requireNonNull(gpuMemory, "gpuMemory");
    this.gpus = gpus.map(List::copyOf);
    this.tensorFloat32 = tensorFloat32;
  }

  private static void checkThreads(String what, OptionalInt threads) {
    checkArgument(
        threads.orElse(1) > 0,
        "The number of %s (%s) must be at least 1.",
        what,
        threads.orElse(1));
    Limits.requireAtMost("number of " + what, threads.orElse(1), Limits.THREADS);
  }

  /**
   * The default options.
   *
   * @return options without any choice
   */
  public static SessionOptions of() {
    return new SessionOptions(
        OptionalInt.empty(),
        OptionalInt.empty(),
        true,
        OptionalDouble.empty(),
        Optional.empty(),
        false);
  }

  /**
   * Chooses how many threads one operation may use. The process has one pool, and the first session
   * creates it, unless the environment variable {@code TF_OVERRIDE_GLOBAL_THREADPOOL=1} is set.
   *
   * @param threads from 1 to 1024; by default the number of cores
   * @return new options
   * @throws IllegalArgumentException if the number is out of range
   */
  public SessionOptions withIntraOpThreads(int threads) {
    return new SessionOptions(
        OptionalInt.of(threads), interOpThreads, growingMemory, gpuMemory, gpus, tensorFloat32);
  }

  /**
   * Chooses how many operations may run at the same time, in a separate pool for the model.
   *
   * @param threads from 1 to 1024; by default all models of the process share one pool
   * @return new options
   * @throws IllegalArgumentException if the number is out of range
   */
  public SessionOptions withInterOpThreads(int threads) {
    return new SessionOptions(
        intraOpThreads, OptionalInt.of(threads), growingMemory, gpuMemory, gpus, tensorFloat32);
  }

  /**
   * Allocates GPU memory as needed, which is the default. Applies to the whole process.
   *
   * @return new options
   */
  public SessionOptions withGpuMemoryGrowth() {
    return withGrowingMemory(true);
  }

  /**
   * Reserves nearly all memory of a GPU at the start, or the chosen {@linkplain
   * #withGpuMemoryFraction fraction}. This is TensorFlow's own default. Memory cannot be fragmented
   * then, and no other process gets it. Applies to the whole process.
   *
   * @return new options
   */
  public SessionOptions withGpuMemoryReserved() {
    return withGrowingMemory(false);
  }

  private SessionOptions withGrowingMemory(boolean isGrowing) {
    return new SessionOptions(
        intraOpThreads, interOpThreads, isGrowing, gpuMemory, gpus, tensorFloat32);
  }

  /**
   * Limits the GPU memory that the process uses. Applies to the whole process.
   *
   * @param fraction of each visible GPU's memory, above 0 and at most 1; by default nearly all
   * @return new options
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public SessionOptions withGpuMemoryFraction(double fraction) {
    return new SessionOptions(
        intraOpThreads,
        interOpThreads,
        growingMemory,
        OptionalDouble.of(fraction),
        gpus,
        tensorFloat32);
  }

  /**
   * Chooses the GPUs that the process sees. Applies to the whole process. TensorFlow decides which
   * of them computes.
   *
   * @param gpus their numbers from 0, as the driver counts them; no number for the CPU alone; all
   *     GPUs by default
   * @return new options
   * @throws IllegalArgumentException if a number is negative or occurs twice
   */
  public SessionOptions withVisibleGpus(int... gpus) {
    List<Integer> visible = new ArrayList<>();
    for (int gpu : gpus) {
      visible.add(gpu);
    }
    return new SessionOptions(
        intraOpThreads,
        interOpThreads,
        growingMemory,
        gpuMemory,
        Optional.of(visible),
        tensorFloat32);
  }

  /**
   * Lets a GPU multiply float32 as TF32, with 10 bits of mantissa instead of 23. This is faster on
   * GPUs that support it (Ampere and later), but values have an error of about 1e-3. A check of a
   * sum, such as the {@code tolerance} of Integrated Gradients, may then fail.
   *
   * <p>TensorFlow has one switch for the whole process. Each loaded model sets it: to TF32 with
   * this option, to exact float32 without it. The last loaded model decides for all models, and for
   * any other use of TensorFlow in the process.
   *
   * @return new options
   */
  public SessionOptions withTensorFloat32() {
    return new SessionOptions(intraOpThreads, interOpThreads, growingMemory, gpuMemory, gpus, true);
  }

  /**
   * Lists the devices that a model loaded with these options may run on. The list includes every
   * GPU that TensorFlow can use. If TensorFlow cannot use a GPU, it prints the reason on standard
   * error, provided that the environment variable {@code TF_CPP_MIN_LOG_LEVEL=0} is set.
   *
   * @return the CPU, and the GPUs that TensorFlow uses
   */
  public ImmutableList<Device> devices() {
    return SessionDevices.of(config());
  }

  boolean allowsTensorFloat32() {
    return tensorFloat32;
  }

  /** As many as were asked for, or else by the environment, or one for each processor. */
  int intraOpThreadsAsked() {
    return asked(intraOpThreads, "TF_NUM_INTRAOP_THREADS");
  }

  /** The same of operations that run at the same time. */
  int interOpThreadsAsked() {
    return asked(interOpThreads, "TF_NUM_INTEROP_THREADS");
  }

  private static int asked(OptionalInt threads, String variable) {
    Integer environment = Ints.tryParse(Strings.nullToEmpty(System.getenv(variable)));
    return threads.orElseGet(
        () ->
            environment != null && environment > 0
                ? environment
                : Runtime.getRuntime().availableProcessors());
  }

  /** As TensorFlow reads it. */
  ConfigProto config() {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    intraOpThreads.ifPresent(config::setIntraOpParallelismThreads);
    // The pool of the process would have the size that its first session asked for.
    interOpThreads.ifPresent(
        threads -> config.setInterOpParallelismThreads(threads).setUsePerSessionThreads(true));
    GPUOptions.Builder gpu = GPUOptions.newBuilder().setAllowGrowth(growingMemory);
    gpuMemory.ifPresent(gpu::setPerProcessGpuMemoryFraction);
    if (gpus.isPresent() && gpus.get().isEmpty()) {
      config.putDeviceCount(GPU, 0);
    } else if (gpus.isPresent()) {
      gpu.setVisibleDeviceList(
          gpus.get().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    return config.setGpuOptions(gpu).build();
  }
}
