package io.github.tfsaliency.export;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ReachableNodes.Root;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.AllowedOps;
import io.github.tfsaliency.graph.check.AllowedOps.Use;
import io.github.tfsaliency.graph.savedmodel.SignatureTensors;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.VariableDef;

/**
 * The part of a model that is exported: the nodes of its harmless signatures, of initialising and
 * restoring, and of saving, if that is harmless. Everything else is left out, so that nobody can
 * run it.
 *
 * @param metaGraph the model without the rest
 * @param leftOut the signatures that would run what is not allowed, each with the reason
 */
record ServedPart(MetaGraphDef metaGraph, ImmutableSortedMap<String, String> leftOut) {
  private static final String INIT_SIGNATURE = "__saved_model_init_op";
  private static final ImmutableSet<String> INIT_COLLECTIONS =
      ImmutableSet.of("saved_model_main_op", "legacy_init_op");
  private static final String ASSETS = "saved_model_assets";

  /** Of these Python makes variables again, whose first values it can compute. */
  private static final ImmutableSet<String> VARIABLES =
      ImmutableSet.of(
          "variables",
          "trainable_variables",
          "local_variables",
          "model_variables",
          "moving_average_variables",
          "metric_variables",
          "global_step");

  /**
   * Compares all that can be run of a model with the list of allowed operations.
   *
   * @throws SaliencyException if what initialises or restores the model would run what it must not
   */
  static ServedPart of(MetaGraphDef original, Path directory) {
    MetaGraphDef model = HarmlessSaving.of(original);
    GraphDef graph = model.getGraphDef();
    List<Root> kept = new ArrayList<>();
    initialising(model).forEach(root -> kept.add(required(root, Use.RESTORE, graph, directory)));
    SaverDef saver = model.getSaverDef();
    root("the restore op", saver.getRestoreOpName(), saver.getFilenameTensorName())
        .ifPresent(root -> kept.add(required(root, Use.RESTORE, graph, directory)));
    root("the save op", saver.getSaveTensorName()).ifPresent(kept::add);
    Map<String, String> leftOut = new TreeMap<>();
    for (String name : ImmutableSortedSet.copyOf(model.getSignatureDefMap().keySet())) {
      if (!name.equals(INIT_SIGNATURE)) {
        SignatureDef signature = model.getSignatureDefOrThrow(name);
        Root root = SignatureTensors.root(name, signature);
        Optional<String> reason = reason(root, graph);
        reason.ifPresentOrElse(why -> leftOut.put(name, why), () -> kept.add(root));
      }
    }
    ReachableNodes reached = ReachableNodes.of(graph, kept);
    MetaGraphDef.Builder part = model.toBuilder().setGraphDef(reached.pruned(graph));
    leftOut.keySet().forEach(part::removeSignatureDef);
    part.clearCollectionDef();
    model
        .getCollectionDefMap()
        .forEach(
            (name, collection) ->
                kept(name, collection, reached)
                    .ifPresent(left -> part.putCollectionDef(name, left)));
    return new ServedPart(part.build(), ImmutableSortedMap.copyOf(leftOut));
  }

  /** Refuses an explanation that nobody could call by this library. */
  static void requireExplainable(String key, MetaGraphDef exported, Path directory) {
    var unused =
        required(
            SignatureTensors.root(key, exported.getSignatureDefOrThrow(key)),
            Use.EXPLAIN,
            exported.getGraphDef(),
            directory);
  }

  /** What a server or Python runs, or feeds, when it loads a model. */
  private static List<Root> initialising(MetaGraphDef model) {
    List<Root> roots = new ArrayList<>();
    SignatureDef signature =
        model.getSignatureDefOrDefault(INIT_SIGNATURE, SignatureDef.getDefaultInstance());
    root(
            "the init op of signature '" + INIT_SIGNATURE + "'",
            SignatureTensors.of(signature).toArray(String[]::new))
        .ifPresent(roots::add);
    for (String collection : INIT_COLLECTIONS) {
      root(
              "the init op of collection '" + collection + "'",
              names(model, collection).toArray(String[]::new))
          .ifPresent(roots::add);
    }
    for (String collection : VARIABLES) {
      root(
              "the initialisation of collection '" + collection + "'",
              bytes(model, collection)
                  .flatMap(bytes -> tensors(variable(bytes, collection)))
                  .toArray(String[]::new))
          .ifPresent(roots::add);
    }
    root(
            "the assets",
            Stream.concat(model.getAssetFileDefList().stream(), assets(model))
                .map(asset -> asset.getTensorInfo().getName())
                .toArray(String[]::new))
        .ifPresent(roots::add);
    return roots;
  }

  private static Stream<String> names(MetaGraphDef model, String collection) {
    return collection(model, collection).getNodeList().getValueList().stream();
  }

  private static Stream<ByteString> bytes(MetaGraphDef model, String collection) {
    return collection(model, collection).getBytesList().getValueList().stream();
  }

  private static CollectionDef collection(MetaGraphDef model, String name) {
    return model.getCollectionDefOrDefault(name, CollectionDef.getDefaultInstance());
  }

  private static VariableDef variable(ByteString bytes, String collection) {
    try {
      return VariableDef.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(collection, e);
    }
  }

  private static Stream<String> tensors(VariableDef variable) {
    return Stream.of(
        variable.getVariableName(),
        variable.getInitializerName(),
        variable.getInitialValueName(),
        variable.getSnapshotName());
  }

  private static Stream<AssetFileDef> assets(MetaGraphDef model) {
    return collection(model, ASSETS).getAnyList().getValueList().stream().map(ServedPart::asset);
  }

  private static AssetFileDef asset(Any any) {
    try {
      return any.unpack(AssetFileDef.class);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(ASSETS, e);
    }
  }

  private static UnsupportedModelException unreadable(String collection, Exception cause) {
    return new UnsupportedModelException(
        Message.of(
            "The collection '%s' of the SavedModel cannot be read: %s",
            collection, Message.reason(cause)),
        cause);
  }

  private static Optional<Root> root(String name, String... tensors) {
    ImmutableSet<String> given =
        Stream.of(tensors).filter(tensor -> !tensor.isEmpty()).collect(toImmutableSet());
    return given.isEmpty() ? Optional.empty() : Optional.of(new Root(name, given.asList()));
  }

  private static Root required(Root root, Use use, GraphDef graph, Path directory) {
    AllowedOps.refused(ReachableNodes.of(graph, ImmutableList.of(root)), use)
        .ifPresent(
            what -> {
              throw new SaliencyException(
                  Message.of(
                      "The SavedModel '%s' cannot be exported: %s %s.\n"
                          + "Maybe ask the model's author what it is for.",
                      directory, root.name(), Message.part(what)));
            });
    return root;
  }

  /** Why a signature must stay behind, if so. */
  private static Optional<String> reason(Root root, GraphDef graph) {
    try {
      return AllowedOps.refused(ReachableNodes.of(graph, ImmutableList.of(root)), Use.SERVE)
          .map(what -> root.name() + " " + what);
    } catch (UnsupportedModelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A collection without what stays behind; empty if nothing of it is left. */
  private static Optional<CollectionDef> kept(
      String name, CollectionDef collection, ReachableNodes reached) {
    return switch (collection.getKindCase()) {
      case NODE_LIST -> {
        ImmutableList<String> left =
            collection.getNodeList().getValueList().stream()
                .filter(node -> reached.nodes().containsKey(TensorRef.parse(node).node()))
                .collect(toImmutableList());
        yield left.isEmpty()
            ? Optional.empty()
            : Optional.of(
                collection.toBuilder()
                    .setNodeList(CollectionDef.NodeList.newBuilder().addAllValue(left))
                    .build());
      }
      // Queues that are filled, savers, loops under construction: they name nodes too.
      case BYTES_LIST -> VARIABLES.contains(name) ? Optional.of(collection) : Optional.empty();
      case ANY_LIST -> name.equals(ASSETS) ? Optional.of(collection) : Optional.empty();
      default -> Optional.of(collection);
    };
  }
}
