package io.github.tfsaliency.cli.common;

import io.github.tfsaliency.file.GroupsFile;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpec;
import io.github.tfsaliency.spec.MetricSpecs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which features belong together. */
public final class GroupsOption {
  @Option(
      names = "--groups",
      paramLabel = "FILE.json",
      description =
          "Groups of features that are hidden and removed together, and summed: '{\"NAME\":"
              + " [\"COLUMN\", 3, ...], ...}' by names of columns or numbers from 0, '*' for all"
              + " others, INPUT:3 with several inputs; or '{\"mask\": \"mask.npy\", \"names\":"
              + " [\"NAME\", ...]}' by a mask of whole numbers. Each feature outside all groups is"
              + " a separate group.")
  private @Nullable Path file;

  /**
   * Refuses metrics that groups have no part in.
   *
   * @throws ParameterException if groups are given, and a metric takes none
   */
  public void requireTakenBy(List<MetricSpec> metrics, CommandLine command) {
    for (MetricSpec metric : metrics) {
      if (file != null && !metric.row().takesGroups()) {
        throw new ParameterException(
            command,
            Message.of(
                "The metric '%s' removes nothing, so it cannot use --groups.\nMaybe use one of %s.",
                metric,
                NearestNames.all(
                    MetricSpecs.rows().stream()
                        .filter(MetricRow::takesGroups)
                        .map(MetricRow::name)
                        .toList())));
      }
    }
  }

  public boolean isGiven() {
    return file != null;
  }

  /** Reads the file; empty without one. */
  public Optional<GroupsFile> read() {
    return Optional.ofNullable(file).map(GroupsFile::read);
  }
}
