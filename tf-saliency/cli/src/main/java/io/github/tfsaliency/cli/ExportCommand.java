package io.github.tfsaliency.cli;

import io.github.tfsaliency.ExportOption;
import io.github.tfsaliency.ExportReport;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TargetHelp;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.TargetSpecs;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An explanation as a SavedModel. */
@Command(
    name = "export",
    description = {
      "Writes a model with its explanation as a SavedModel that needs no Java.",
      "It has the model's own signatures and a new signature 'explain'. Its inputs are the model's"
          + " inputs and 'target' (int64, -1 for the largest score); its outputs are 'attribution',"
          + " 'score' and 'target'. With --target there is no input 'target'. For a model of"
          + " pictures there is another signature, 'explain_encoded', that takes JPEG and PNG files"
          + " as 'image_bytes'."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-m", "--method"},
      required = true,
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description = MethodConverter.HELP)
  private MethodSpec method;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      description =
          "A fixed target for every input; the signature then has no input 'target': "
              + TargetHelp.KINDS)
  private @Nullable String target;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The new SavedModel's folder.")
  private Path out;

  @Option(
      names = "--overwrite",
      description =
          "Replaces an existing SavedModel in one step, but never the one of --model. Files that"
              + " are not part of a SavedModel are kept.")
  private boolean overwrite;

  @Option(
      names = "--arrays-only",
      description =
          "Leaves out the signature 'explain_encoded'. By default it is written if the model takes"
              + " pictures of one size and declares its encoding.")
  private boolean arraysOnly;

  @Override
  public Integer call() {
    var unused = talk.checked();
    Target explained = target == null ? Target.top() : TargetSpecs.parse(target);
    try (Model loaded = model.loader().load()) {
      Saliency saliency =
          timeout.bound(Saliency.of(loaded).method(method.method()).target(explained));
      ExportReport report =
          target == null ? saliency.export(out, options()) : saliency.exportTarget(out, options());
      report
          .leftOut()
          .values()
          .forEach(
              reason -> spec.commandLine().getErr().printf("left out of the export: %s%n", reason));
      String signatures = String.join("' and '", report.signatures());
      talk.out()
          .print(
              Message.of(
                  "the %s '%s' by %s in %s%n",
                  Message.part(report.signatures().size() == 1 ? "signature" : "signatures"),
                  Message.part(signatures),
                  method,
                  out));
    }
    return 0;
  }

  private CopyOption[] options() {
    List<CopyOption> options = new ArrayList<>();
    if (overwrite) {
      options.add(StandardCopyOption.REPLACE_EXISTING);
    }
    if (arraysOnly) {
      options.add(ExportOption.ARRAYS_ONLY);
    }
    return options.toArray(CopyOption[]::new);
  }
}
