package io.github.tfsaliency.cli.common;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options of TensorFlow's devices. */
public final class DeviceOptions {
  /** Where the driver's files are looked for, for tests. */
  private static final String ROOT = "tfsaliency.root";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--gpus",
      paramLabel = "LIST",
      converter = GpuNumbers.class,
      description =
          "The GPUs that TensorFlow may use: numbers from 0, separated by commas, or 'none' for the"
              + " CPU alone; all by default. The first one computes.")
  private @Nullable Gpus gpus;

  @Option(
      names = "--gpu-memory",
      paramLabel = "FRACTION",
      converter = Fraction.class,
      description =
          "Uses at most this fraction of each GPU's memory, above 0 and at most 1; nearly all by"
              + " default.")
  private @Nullable Double fraction;

  @Option(
      names = "--gpu-reserve",
      description =
          "Reserves this memory of each GPU at the start. By default it is allocated as needed.")
  private boolean reserves;

  @Option(
      names = "--tf32",
      description =
          "Lets a GPU multiply float32 as TF32: faster, but values have an error of about 1e-3. By"
              + " default products are exact.")
  private boolean tensorFloat32;

  /** Not a list itself, of which picocli would make several options. */
  private record Gpus(ImmutableList<Integer> numbers) {}

  /** Numbers with commas between, or none. */
  static final class GpuNumbers implements ITypeConverter<Gpus> {
    @Override
    public Gpus convert(String text) {
      if (text.equals("none")) {
        return new Gpus(ImmutableList.of());
      }
      ImmutableList<Integer> numbers =
          Splitter.on(',')
              .splitToStream(text)
              .map(part -> Optional.ofNullable(Ints.tryParse(part)).orElse(-1))
              .collect(toImmutableList());
      if (numbers.stream().anyMatch(number -> number < 0)
          || numbers.stream().distinct().count() < numbers.size()) {
        throw new TypeConversionException(
            Message.of(
                "'%s' is neither 'none' nor different numbers from 0 with commas between.\n"
                    + "Maybe --gpus 0.",
                text));
      }
      return new Gpus(numbers);
    }
  }

  /** A number above 0 and at most 1. */
  static final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      Double number = Doubles.tryParse(text);
      if (number == null || !(number > 0 && number <= 1)) {
        throw new TypeConversionException(
            Message.of(
                "'%s' is not a number above 0 and at most 1.\nMaybe --gpu-memory 0.5.", text));
      }
      return number;
    }
  }

  /**
   * The options of a session.
   *
   * @return what was given, and all else as it is by default
   */
  public SessionOptions session() {
    SessionOptions session = SessionOptions.of();
    session =
        gpus == null
            ? session
            : session.withVisibleGpus(
                gpus.numbers().stream().mapToInt(Integer::intValue).toArray());
    session = fraction == null ? session : session.withGpuMemoryFraction(fraction);
    session = reserves ? session.withGpuMemoryReserved() : session;
    return tensorFloat32 ? session.withTensorFloat32() : session;
  }

  /**
   * Whether a GPU may multiply float32 as TF32, by which values of maps are others.
   *
   * @return whether {@code --tf32} is given
   */
  public boolean allowsTensorFloat32() {
    return tensorFloat32;
  }

  /**
   * Lets a model compute as it was given.
   *
   * @param loader of the model
   * @return one with these options
   */
  public ModelLoader chosenFor(ModelLoader loader) {
    return loader.session(session());
  }

  /** Says that a GPU is not used though it is there, unless nobody wants it or nobody listens. */
  public void warnOfUnused() {
    boolean isQuiet = spec.commandLine().getParseResult().hasMatchedOption("--quiet");
    if (isQuiet || (gpus != null && gpus.numbers().isEmpty())) {
      return;
    }
    UnusedGpu.driver(Path.of(System.getProperty(ROOT, "/")), System.getenv("CUDA_VISIBLE_DEVICES"))
        .flatMap(driver -> UnusedGpu.warning(driver, session().devices()))
        .ifPresent(
            warning -> {
              spec.commandLine().getErr().println(warning);
              spec.commandLine().getErr().flush();
            });
  }
}
