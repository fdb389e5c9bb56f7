package io.github.tfsaliency.engine.build;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.run.FedTensors;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.message.Message;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.types.TFloat32;

/**
 * A gradient graph that also gives what arrives at the layers.
 *
 * @param graph the gradient graph
 * @param layers the gradients with respect to the layers' outputs, by the nodes' names
 */
public record TracedGradientGraph(
    GradientGraph graph, ImmutableMap<String, Operand<TFloat32>> layers) {
  /**
   * Feeds a batch and fetches all gradients.
   *
   * @throws IllegalArgumentException if a class does not exist
   */
  public LayerGradients run(GradientCall call) {
    return run(call, graph.maps(), layers);
  }

  /**
   * The gradient at one of the layers alone; nothing behind it on the way back is computed.
   *
   * @return empty if nothing arrives there
   * @throws IllegalArgumentException if a class does not exist
   */
  public Optional<FloatNdArray> run(GradientCall call, String layer) {
    Operand<TFloat32> gradient = layers.get(layer);
    return gradient == null
        ? Optional.empty()
        : Optional.ofNullable(
            run(call, ImmutableMap.of(), ImmutableMap.of(layer, gradient)).layers().get(layer));
  }

  private LayerGradients run(
      GradientCall call,
      ImmutableMap<String, Operand<TFloat32>> maps,
      ImmutableMap<String, Operand<TFloat32>> at) {
    try (FedTensors fed = new FedTensors(graph.session())) {
      graph.feed(fed, call);
      Session.Runner runner = fed.runner();
      maps.values().forEach(runner::fetch);
      at.values().forEach(runner::fetch);
      graph.explained().fetch(runner, call.targets());
      try (Result result = fed.run(() -> what(call.batch(), call.targets()))) {
        int next = maps.size() + at.size();
        var unused = graph.explained().read(result, next, call.targets(), graph.model());
        return new LayerGradients(copies(result, 0, maps), copies(result, maps.size(), at));
      }
    }
  }

  private static String what(Batch batch, ResolvedTargets targets) {
    return Message.of(
        "the gradients of the layers for an input of shape %s and the targets %s",
        batch.shapes(), targets.indices());
  }

  private static ImmutableMap<String, FloatNdArray> copies(
      Result result, int first, Map<String, Operand<TFloat32>> fetched) {
    ImmutableMap.Builder<String, FloatNdArray> copies = ImmutableMap.builder();
    int index = first;
    for (String name : fetched.keySet()) {
      copies.put(name, FedTensors.copy(result, index++));
    }
    return copies.buildOrThrow();
  }
}
