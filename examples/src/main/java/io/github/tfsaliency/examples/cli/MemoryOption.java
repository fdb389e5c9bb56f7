package io.github.tfsaliency.examples.cli;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much memory a computation may take. */
final class MemoryOption {
  private static final long MEBIBYTE = 1L << 20;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description =
          "How much memory the values of the samples in the model may take, in MiB; an eighth of"
              + " the machine's by default, at most 512. It changes how many samples are computed at"
              + " once, and by that the last bits of the results: the same number gives the same"
              + " bits.")
  private @Nullable Long mebibytes;

  /** If it was given. */
  OptionalLong bytes() {
    return mebibytes == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.multiplyExact(mebibytes, MEBIBYTE));
  }
}
