package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.canonical.CanonicalLayer;
import io.github.tfsaliency.canonical.Readers;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.layer.LayerKind;
import java.util.List;
import org.tensorflow.proto.NodeDef;

/**
 * The activation that alone reads a layer.
 *
 * @param name of the node that gives the activation its name
 * @param source the tensor that it is a function of, which is the layer's output
 * @param nodes all its nodes, in execution order
 * @param output its values
 */
record FollowingActivation(
    String name, TensorRef source, ImmutableList<NodeDef> nodes, TensorRef output) {

  /** Those of a model, by what they read. */
  static ImmutableMap<TensorRef, FollowingActivation> of(
      InferenceGraph model, List<CanonicalLayer> layers) {
    Readers readers = Readers.of(model);
    ImmutableMap.Builder<TensorRef, FollowingActivation> following = ImmutableMap.builder();
    for (CanonicalLayer layer : layers) {
      TensorRef source = layer.inputs().get(0);
      boolean alone =
          layer.layer().kind() == LayerKind.ACTIVATION
              && !source.equals(model.output())
              && readers.of(source).stream()
                  .allMatch(reader -> layer.region().contains(reader.getName()));
      if (alone) {
        following.put(
            source,
            new FollowingActivation(
                layer.node().getName(),
                source,
                model.nodes().values().stream()
                    .filter(node -> layer.region().contains(node.getName()))
                    .collect(ImmutableList.toImmutableList()),
                layer.output()));
      }
    }
    return following.buildOrThrow();
  }
}
