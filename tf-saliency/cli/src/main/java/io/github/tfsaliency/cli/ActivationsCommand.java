package io.github.tfsaliency.cli;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.FileNames;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The values of layers as arrays. */
@Command(
    name = "activations",
    description = {
      "Writes the values of layers for pictures, tables, texts, sounds or arrays.",
      "Writes a float32 file INPUT.LAYER.npy for each input and layer. It has the layer's shape in"
          + " the model's file, with the batch first."
    })
public final class ActivationsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = InputFiles.KINDS + InputFiles.HELP)
  private List<String> inputs;

  @Option(
      names = "--layers",
      required = true,
      arity = "1..*",
      paramLabel = "LAYER",
      description =
          "The layers, by their names in 'inspect' or by the names of Keras layers. Of a Keras"
              + " layer the last node counts.")
  private List<String> layers;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final Losses losses = new Losses();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the arrays, written when all are computed. Files with the same names are"
              + " replaced; others are kept.")
  private Path out;

  @Override
  public Integer call() {
    losses.to(spec.commandLine().getErr(), talk.checked().isVerbose());
    ImmutableList<String> files = InputFiles.in(inputs, losses);
    try (Model loaded = model.loader(files).load();
        OutputFolder folder = OutputFolder.at(out)) {
      if (files.size() == 1) {
        losses.failFast();
      }
      String last = "";
      int count = 0;
      FileNames names = new FileNames();
      try (Progress progress = talk.progress("activations", files.size())) {
        for (String file : files) {
          progress.step(file);
          try {
            ExplainInput input = ExplainInput.read(file, loaded, model.reading());
            input.notes().forEach(talk::note);
            for (String layer : layers) {
              var values = loaded.activations(layer, input.values());
              last = names.unique(input.file(""), layer) + ".npy";
              Npy.write(folder.file(last), values);
              count++;
            }
          } catch (RuntimeException | OutOfMemoryError e) {
            losses.add(file, e);
          }
        }
      }
      if (count == 0) {
        throw new SaliencyException(
            Message.of("There are no values of any of the %s inputs.", inputs.size()));
      }
      folder.add(List.of(last));
      talk.out().print(Message.of("%s arrays in %s%n", count, out));
      return losses.exitCode();
    }
  }
}
