package io.github.tfsaliency.engine.marker;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.gradient.Around;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Puts a marker on every node or layer that a rule is for.
 *
 * <p>A marker is {@code IdentityN(StopGradient(y), x)} with the rule's id as its attribute {@code
 * _gradient_op_type}; every reader of the output y now reads the marker's output. Forward nothing
 * changes; backward the marker stands where the node, or all nodes of the layer, stood, and the
 * stopped branch costs nothing. Ahead of a derivative it is {@code IdentityN(y)}. Around a
 * derivative there is one of these at the output, and one at each input, {@code IdentityN(x)},
 * which the nodes of the layer alone read.
 *
 * @param nodes the marked graph
 * @param markers what each marker stands for, by the marker's name
 */
public record MarkerInsertion(ImmutableList<NodeDef> nodes, ImmutableMap<String, Marker> markers) {
  /**
   * What a marker stands for.
   *
   * @param site the rule and where it stands
   * @param input which input it is at, around a derivative; -1 at the output
   */
  record Marker(MarkerSite site, int input) {}

  public static MarkerInsertion insert(List<NodeDef> forward, List<MarkerSite> sites) {
    return new Insertion(forward).insert(sites);
  }

  /** Where the tensor is found in the marked graph. */
  public TensorRef marked(TensorRef tensor) {
    for (Map.Entry<String, Marker> marker : markers.entrySet()) {
      if (marker.getValue().input() < 0 && marker.getValue().site().output().equals(tensor)) {
        return new TensorRef(marker.getKey(), 0);
      }
    }
    return tensor;
  }

  /** The insertion under way. */
  private static final class Insertion {
    private final List<NodeDef> forward;
    private final Map<String, NodeDef> byName = new HashMap<>();

    /** Which marker stands for an output, for all readers but those below. */
    private final Map<TensorRef, String> redirected = new HashMap<>();

    /** What the nodes of a layer read instead, by the node and the tensor. */
    private final Map<String, Map<TensorRef, String>> within = new HashMap<>();

    /** Markers read what their node reads, so they must see the redirection of nodes before it. */
    private final List<NodeDef> readingOthers = new ArrayList<>();

    /** Of their own node they read the output itself. */
    private final List<NodeDef> readingOwn = new ArrayList<>();

    private final ImmutableMap.Builder<String, Marker> markers = ImmutableMap.builder();

    Insertion(List<NodeDef> forward) {
      this.forward = forward;
      forward.forEach(node -> byName.put(node.getName(), node));
    }

    MarkerInsertion insert(List<MarkerSite> sites) {
      sites.forEach(this::insert);
      ImmutableList.Builder<NodeDef> marked = ImmutableList.builder();
      forward.forEach(
          node -> marked.add(redirect(node, within.getOrDefault(node.getName(), Map.of()))));
      readingOthers.forEach(node -> marked.add(redirect(node, Map.of())));
      marked.addAll(readingOwn);
      return new MarkerInsertion(marked.build(), markers.buildOrThrow());
    }

    private void insert(MarkerSite site) {
      String name = site.marker();
      redirected.put(site.output(), name);
      markers.put(name, new Marker(site, -1));
      DataType type = type(site.output());
      if (site.rule() instanceof Replaces) {
        String stop = name + "/stop";
        readingOwn.add(GradientCompletion.stop(stop, site.output(), type));
        readingOthers.add(
            identity(name, site, type, type(site.inputs().get(0)))
                .addInput(stop)
                .addInput(site.inputs().get(0).toString())
                .build());
        return;
      }
      readingOwn.add(identity(name, site, type).addInput(site.output().toString()).build());
      if (site.rule() instanceof Around) {
        insertAround(site);
      }
    }

    private void insertAround(MarkerSite site) {
      Map<TensorRef, String> read = new HashMap<>();
      for (int i = 0; i < site.inputs().size(); i++) {
        TensorRef input = site.inputs().get(i);
        String name = site.marker(i);
        readingOthers.add(identity(name, site, type(input)).addInput(input.toString()).build());
        markers.put(name, new Marker(site, i));
        read.put(input, name);
      }
      int index = 0;
      for (TensorRef statistic : site.statistics()) {
        String name = site.marker() + "/statistic_" + index++;
        readingOwn.add(GradientCompletion.stop(name, statistic, type(statistic)));
        read.put(statistic, name);
      }
      site.region().forEach(node -> within.put(node, read));
    }

    private DataType type(TensorRef tensor) {
      NodeDef node = byName.get(tensor.node());
      if (node == null) {
        throw new IllegalArgumentException(tensor.toString());
      }
      return NodeOutputs.type(node, tensor.index());
    }

    private NodeDef redirect(NodeDef node, Map<TensorRef, String> own) {
      NodeDef.Builder builder = node.toBuilder().clearInput();
      for (String input : node.getInputList()) {
        TensorRef tensor = TensorRef.parse(input);
        String marker = own.getOrDefault(tensor, redirected.get(tensor));
        builder.addInput(marker == null ? input : marker);
      }
      return builder.build();
    }

    private static NodeDef.Builder identity(String name, MarkerSite site, DataType... types) {
      AttrValue.ListValue list =
          AttrValue.ListValue.newBuilder().addAllType(Arrays.asList(types)).build();
      return NodeDef.newBuilder()
          .setName(name)
          .setOp("IdentityN")
          .putAttr(
              GradientRegistration.RULE_ATTRIBUTE,
              AttrValue.newBuilder().setS(ByteString.copyFromUtf8(site.rule().id())).build())
          .putAttr("T", AttrValue.newBuilder().setList(list).build());
    }
  }
}
