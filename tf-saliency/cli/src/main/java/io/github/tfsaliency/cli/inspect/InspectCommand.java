package io.github.tfsaliency.cli.inspect;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.inspect.SignatureDescription;
import io.github.tfsaliency.method.Gradient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the parts of a model, and a method's rules for them. */
@Command(
    name = "inspect",
    description = {
      "Shows a model's signatures, its layers in execution order, and the rule of each layer.",
      "Computes no map. If a choice is ambiguous, the model is listed up to that choice."
    })
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-m", "--method"},
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description = "Shows the rule of each layer by a method: " + MethodConverter.HELP)
  private @Nullable MethodSpec method;

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description =
          "Writes graphs for TensorBoard: the inference graph, and the graphs of the method (by"
              + " default the gradient).")
  private @Nullable Path tensorboard;

  @Option(
      names = {"-j", "--json"},
      description = "Writes JSON instead of tables.")
  private boolean json;

  @Override
  public Integer call() {
    ModelLoader loader = model.loader();
    ImmutableList<SignatureDescription> signatures = loader.signatures();
    Inspection inspection;
    Optional<SaliencyException> refusal = Optional.empty();
    try (Model loaded = loader.load()) {
      inspection = inspect(loaded, signatures);
      if (tensorboard != null && inspection.problem().isEmpty()) {
        AttributionMethod shown = method == null ? Gradient.of() : method.method();
        Saliency.of(loaded).method(shown).writeGraphs(tensorboard);
      }
    } catch (SaliencyException e) {
      refusal = Optional.of(e);
      inspection = Inspection.notLoaded(model.directory(), signatures, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(inspection.toJson()));
    } else {
      new InspectionTable(inspection).print(out);
    }
    refusal.ifPresent(
        reason -> {
          throw reason;
        });
    return 0;
  }

  private Inspection inspect(Model loaded, ImmutableList<SignatureDescription> signatures) {
    if (method == null) {
      return Inspection.of(loaded, signatures);
    }
    try {
      Saliency saliency = Saliency.of(loaded).method(method.method());
      ImmutableList<LayerRule> rules = saliency.rules();
      return Inspection.of(loaded, signatures).withRules(method, rules, saliency.layer());
    } catch (NoMatchingNodeException e) {
      return Inspection.of(loaded, signatures).withoutRules(method, e);
    }
  }
}
