package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.ReachableNodes;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;

/**
 * The ops that TensorFlow runs when it loads a SavedModel, in addition to restoring its variables.
 */
final class Initialisation {
  private static final String SIGNATURE = "__saved_model_init_op";

  /** The last one is what a main op of TensorFlow 1 groups; some who save forget that op. */
  private static final ImmutableList<String> COLLECTIONS =
      ImmutableList.of("saved_model_main_op", "legacy_init_op", "table_initializer");

  private Initialisation() {}

  /** What asks for it; empty if there is nothing. */
  static Optional<ReachableNodes.Root> of(MetaGraphDef metaGraph) {
    ImmutableSet<String> nodes =
        metaGraph.getGraphDef().getNodeList().stream()
            .map(NodeDef::getName)
            .collect(toImmutableSet());
    SignatureDef signature =
        metaGraph.getSignatureDefOrDefault(SIGNATURE, SignatureDef.getDefaultInstance());
    ImmutableList<String> names =
        Stream.concat(
                SignatureTensors.of(signature).stream(),
                COLLECTIONS.stream().flatMap(name -> named(metaGraph, name)))
            .filter(name -> nodes.contains(ReachableNodes.source(name)))
            .distinct()
            .collect(toImmutableList());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReachableNodes.Root("the initialisation", names));
  }

  private static Stream<String> named(MetaGraphDef metaGraph, String collection) {
    return metaGraph
        .getCollectionDefOrDefault(collection, CollectionDef.getDefaultInstance())
        .getNodeList()
        .getValueList()
        .stream();
  }
}
