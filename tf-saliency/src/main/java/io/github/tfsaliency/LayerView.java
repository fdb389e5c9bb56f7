package io.github.tfsaliency;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.inspect.LayerAttributions;
import io.github.tfsaliency.inspect.LayerRule;
import io.github.tfsaliency.tensorboard.TensorBoardLog;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Shows what a method does inside of a model: at which layers it has rules, what arrives at each,
 * and its graphs.
 *
 * @param model the model
 * @param choices the method, and what is explained
 */
record LayerView(Model model, Choices choices) {
  ImmutableList<LayerRule> rules() {
    ModifiedGradient gradient = choices.singlePass().gradient();
    return Descriptions.rules(
        model.layers(),
        model.engine().rules(gradient),
        !gradient.overrides().isEmpty() || gradient.layerRules().isPresent());
  }

  Optional<String> mapped() {
    return choices.method().mappedLayer().map(model.engine()::layerName);
  }

  LayerAttributions attributions(InputBatch batch) {
    SinglePassMethod method = choices.singlePass();
    Computation computation = new Computation(model, choices);
    LayerGradients traced =
        computation.within(
            () ->
                model
                    .engine()
                    .trace(
                        method.gradient(),
                        method.call(batch.values(), computation.resolve(batch))));
    ImmutableMap.Builder<String, FloatNdArray> ordered = ImmutableMap.builder();
    traced.layers().forEach((layer, map) -> ordered.put(layer, model.inOrderOfFile(layer, map)));
    return new LayerAttributions(ordered.buildOrThrow());
  }

  void writeGraphs(Path folder) {
    SinglePassMethod method = choices.singlePass();
    new Computation(model, choices)
        .within(
            () -> {
              TensorBoardLog.in(folder).writeGraphs(model.engine(), method);
              return folder;
            });
  }
}
