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
          "How much memory the values of the samples in the model may take, in MiB; an eighth of"
              + " the machine's by default, at most 512. It changes how many samples are computed at"
              + " once, and by that the last bits of the results: the same number gives the same"
              + " bits.")
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
