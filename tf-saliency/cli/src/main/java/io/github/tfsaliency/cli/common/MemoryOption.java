package io.github.tfsaliency.cli.common;

import com.google.common.math.LongMath;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much memory a computation may take. */
public final class MemoryOption {
  private static final long MEBIBYTE = 1L << 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description =
          "The memory for the values of samples in the model, in MiB; by default an eighth of the"
              + " machine's memory, at most 512. It limits how many samples are computed together,"
              + " which changes results by rounding. The same number gives the same bits.")
  private @Nullable Long mebibytes;

  /** If it was given; more than a number can say is without a bound. */
  public OptionalLong bytes() {
    if (mebibytes == null) {
      return OptionalLong.empty();
    }
    if (mebibytes <= 0) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "Invalid value '%s' for option '--memory': it must be at least 1 MiB.", mebibytes));
    }
    return OptionalLong.of(LongMath.saturatedMultiply(mebibytes, MEBIBYTE));
  }
}
