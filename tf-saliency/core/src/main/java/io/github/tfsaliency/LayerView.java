package io.github.tfsaliency;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Shows what a method does inside of a model: at which layers it has rules, what arrives at each,
 * and its graphs.
 *
 * @param model the model
 * @param choices the method, and what is explained
 */
record LayerView(Model model, Choices choices) {
  ImmutableList<LayerRule> rules() {
    ModifiedGradient gradient = choices.gradient();
    Model explained = explained();
    boolean overrides =
        gradient.activations().isPresent()
            || !gradient.overrides().isEmpty()
            || gradient.layerRules().filter(rules -> !rules.isPartial()).isPresent();
    return Descriptions.rules(
        explained.layers(),
        explained.engine().rules(gradient),
        explained.engine().kept(gradient),
        overrides ? NonlinearNodes.of(explained.graph()) : ImmutableSet.of());
  }

  Optional<String> mapped() {
    AttributionMethod method = choices.method();
    if (method.mappedLayer().isEmpty()) {
      return Optional.empty();
    }
    Model explained = explained();
    requireAhead(explained);
    return method.mappedLayer().map(explained.engine()::layerName);
  }

  void writeGraphs(Path folder) {
    SinglePassMethod method = choices.singlePass();
    new Computation(model, choices)
        .within(
            () -> {
              TensorBoardLog.in(folder).writeGraphs(explained().engine(), method);
              return folder;
            });
  }

  /** Refuses a layer by name that lies behind what is explained, or beside it. */
  void requireAhead(Model explained) {
    Optional<SpatialLayer> mapped =
        choices.method().mappedLayer().filter(layer -> layer.name().isPresent());
    if (explained == model || mapped.isEmpty()) {
      return;
    }
    requireAhead(explained, model.engine().layerName(mapped.get()));
  }

  /** Refuses a node that lies behind what is explained, or beside it. */
  void requireAhead(Model explained, String layer) {
    if (!explained.graph().nodes().containsKey(layer)) {
      throw new NoMatchingNodeException(
          Message.of(
              "The layer '%s' of the model '%s' does not contribute to %s: it comes after the layer"
                  + " that the target reads, '%s', or beside it.\n"
                  + "Maybe map a layer before that.",
              layer, model.directory(), choices.target().all().get(0), explained.outputName()));
    }
  }

  /** The model as far as what is explained of it. */
  private Model explained() {
    return TargetReader.model(model, choices.target());
  }
}
