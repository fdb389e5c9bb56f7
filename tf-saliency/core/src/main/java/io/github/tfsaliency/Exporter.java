package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.export.ExplanationExport;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Writes a model with the explanation that was chosen.
 *
 * @param model the model
 * @param choices the method, and the target where it is part of the export
 */
record Exporter(Model model, Choices choices) {
  private static final ImmutableSet<CopyOption> KNOWN =
      ImmutableSet.of(StandardCopyOption.REPLACE_EXISTING, ExportOption.ARRAYS_ONLY);

  ExportReport write(Path folder, boolean fixesTarget, CopyOption... options) {
    ImmutableSet<CopyOption> chosen = ImmutableSet.copyOf(options);
    checkArgument(
        KNOWN.containsAll(chosen),
        "The options %s are not all known, only REPLACE_EXISTING and ARRAYS_ONLY.",
        chosen);
    AttributionMethod method = choices.method();
    checkState(
        !choices.sumsEmbedding(),
        "An exported explanation gives whole maps, not their sums over the embedding.\n"
            + "Maybe export without sumEmbedding(), and sum over the last dimension.");
    requireNonNull(folder, "folder");
    return new Computation(model, choices)
        .within(
            () -> {
              Optional<FixedTarget> fixed = fixedTarget(fixesTarget);
              Model explained = fixed.map(FixedTarget::model).orElse(model);
              new LayerView(model, choices).requireAhead(explained);
              ExplanationExport export =
                  model
                      .origin()
                      .export(explained, method, fixed, !chosen.contains(ExportOption.ARRAYS_ONLY));
              return new ExportReport(
                  folder,
                  export.signatures(),
                  export.write(
                      method, folder, chosen.contains(StandardCopyOption.REPLACE_EXISTING)));
            });
  }

  private Optional<FixedTarget> fixedTarget(boolean asked) {
    return asked || TargetReader.isComposed(choices.target().all().get(0))
        ? Optional.of(FixedTarget.of(model, choices.target()))
        : Optional.empty();
  }
}
