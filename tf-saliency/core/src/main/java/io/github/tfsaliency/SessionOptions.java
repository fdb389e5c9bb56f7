package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Strings;
import com.google.common.primitives.Ints;
import io.github.tfsaliency.attribution.Value;
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
 * How TensorFlow runs a model: threads and graphics processors. What is not chosen is as TensorFlow
 * has it. The maps are the same to rounding: other threads or devices may add up in another order.
 *
 * <p>TensorFlow has some of this once a process, not once a model: the first session decides, and
 * what later ones ask for changes nothing. So give all models of a process the same options.
 *
 * <p>Source: TensorFlow, <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/config.proto">
 * config.proto</a>.
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

  private SessionOptions(
      OptionalInt intraOpThreads,
      OptionalInt interOpThreads,
      boolean growingMemory,
      OptionalDouble gpuMemory,
      Optional<List<Integer>> gpus) {
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
   * All as TensorFlow has it.
   *
   * @return the options
   */
  public static SessionOptions of() {
    return new SessionOptions(
        OptionalInt.empty(), OptionalInt.empty(), false, OptionalDouble.empty(), Optional.empty());
  }

  /**
   * Chooses how many threads one operation may use. The pool belongs to the process, and the first
   * session makes it, unless the environment has {@code TF_OVERRIDE_GLOBAL_THREADPOOL=1}.
   *
   * @param threads from 1 to 1024; by default the number of cores
   * @return new options
   * @throws IllegalArgumentException if the number is out of range
   */
  public SessionOptions withIntraOpThreads(int threads) {
    return new SessionOptions(
        OptionalInt.of(threads), interOpThreads, growingMemory, gpuMemory, gpus);
  }

  /**
   * Chooses how many operations may run at the same time, in a pool of the model's own.
   *
   * @param threads from 1 to 1024; by default the process has one pool for all models
   * @return new options
   * @throws IllegalArgumentException if the number is out of range
   */
  public SessionOptions withInterOpThreads(int threads) {
    return new SessionOptions(
        intraOpThreads, OptionalInt.of(threads), growingMemory, gpuMemory, gpus);
  }

  /**
   * Takes memory of a GPU as it is needed, and not nearly all of it at once. Once a process.
   *
   * @return new options
   */
  public SessionOptions withGpuMemoryGrowth() {
    return new SessionOptions(intraOpThreads, interOpThreads, true, gpuMemory, gpus);
  }

  /**
   * Bounds the memory of a GPU that the process takes. Once a process.
   *
   * @param fraction of each visible GPU's memory, above 0 and at most 1; by default nearly all
   * @return new options
   * @throws IllegalArgumentException if the fraction is out of range
   */
  public SessionOptions withGpuMemoryFraction(double fraction) {
    return new SessionOptions(
        intraOpThreads, interOpThreads, growingMemory, OptionalDouble.of(fraction), gpus);
  }

  /**
   * Chooses the GPUs that the process sees. Once a process; which of them computes is TensorFlow's
   * choice.
   *
   * @param gpus their numbers from 0, as the driver counts them; none for the processor alone; all
   *     by default
   * @return new options
   * @throws IllegalArgumentException if a number is negative or there twice
   */
  public SessionOptions withVisibleGpus(int... gpus) {
    List<Integer> visible = new ArrayList<>();
    for (int gpu : gpus) {
      visible.add(gpu);
    }
    return new SessionOptions(
        intraOpThreads, interOpThreads, growingMemory, gpuMemory, Optional.of(visible));
  }

  /** As TensorFlow reads it. */
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
