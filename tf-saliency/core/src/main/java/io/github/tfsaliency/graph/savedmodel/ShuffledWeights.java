package io.github.tfsaliency.graph.savedmodel;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A model some of whose weights are shuffled: all values of a tensor over all its axes, so that
 * their distribution stays and a variance stays positive. What a shuffle leaves as it is, such as a
 * bias of zeros, is changed by noise.
 *
 * @param model the model with shuffled weights
 * @param proofs for each shuffled tensor, the node that says whether it is another one
 * @param proofNodes the proofs and what they read beside the model's own nodes
 */
public record ShuffledWeights(
    InferenceGraph model,
    ImmutableMap<String, String> proofs,
    ImmutableMap<String, NodeDef> proofNodes) {
  /**
   * Shuffles the weights of some layers.
   *
   * @param model a model
   * @param layers names among {@link #layers}
   * @param seed equal seeds shuffle alike
   * @return the model, the proofs, and their nodes
   * @throws IllegalArgumentException if there is no such layer
   */
  public static ShuffledWeights of(InferenceGraph model, Iterable<String> layers, long seed) {
    ImmutableList<String> weighted = layers(model);
    for (String layer : layers) {
      checkArgument(
          weighted.contains(layer),
          "The model '%s' has no layer '%s' with weights.\nMaybe one of %s.",
          model.directory(),
          layer,
          weighted);
    }
    ImmutableSet<String> weights = model.weightNodes();
    Set<String> chosen = new LinkedHashSet<>();
    layers.forEach(layer -> addSources(model, weights, layer, chosen));
    Map<String, NodeDef> nodes = new LinkedHashMap<>(model.nodes());
    ImmutableMap.Builder<String, String> proofs = ImmutableMap.builder();
    Map<String, NodeDef> proofNodes = new LinkedHashMap<>();
    for (String weight : chosen) {
      NodeDef original = requireNonNull(nodes.remove(weight));
      new Shuffle(original, seed(original, seed)).addTo(nodes, proofNodes);
      proofs.put(weight, weight + Shuffle.CHANGED);
    }
    return new ShuffledWeights(
        model.withNodes(nodes), proofs.buildOrThrow(), ImmutableMap.copyOf(proofNodes));
  }

  /**
   * The nodes that read weights: variables, and constants of more than one value.
   *
   * @param model a model
   * @return their names, in execution order
   */
  public static ImmutableList<String> layers(InferenceGraph model) {
    ImmutableSet<String> weights = model.weightNodes();
    ImmutableList.Builder<String> layers = ImmutableList.builder();
    for (NodeDef node : model.nodes().values()) {
      Set<String> sources = new LinkedHashSet<>();
      if (!weights.contains(node.getName())) {
        addSources(model, weights, node.getName(), sources);
      }
      if (!sources.isEmpty()) {
        layers.add(node.getName());
      }
    }
    return layers.build();
  }

  private static void addSources(
      InferenceGraph model, ImmutableSet<String> weights, String layer, Set<String> sources) {
    for (String input : requireNonNull(model.nodes().get(layer), layer).getInputList()) {
      String source = TensorRef.parse(input).node();
      if (weights.contains(source)) {
        addSources(model, source, sources);
      }
    }
  }

  /** A variable that is read twice is shuffled alike. */
  private static long seed(NodeDef node, long seed) {
    String name = node.getOp().equals("ReadVariableOp") ? node.getInput(0) : node.getName();
    return Hashing.murmur3_128((int) seed)
        .newHasher()
        .putLong(seed)
        .putString(name, StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }

  private static boolean isRead(String op) {
    return op.equals("ReadVariableOp") || OpTable.is(op, OpTrait.REFERENCE_VARIABLE);
  }

  private static void addSources(InferenceGraph model, String name, Set<String> sources) {
    NodeDef node = requireNonNull(model.nodes().get(name), name);
    if (node.getOp().equals("Const") ? isWeight(node) : isRead(node.getOp())) {
      if (NodeOutputs.isFloating(NodeOutputs.type(node, 0))) {
        sources.add(name);
      }
      return;
    }
    node.getInputList().forEach(input -> addSources(model, TensorRef.parse(input).node(), sources));
  }

  /** A number, such as an epsilon, is none. */
  private static boolean isWeight(NodeDef constant) {
    return ShapeProtos.read(constant.getAttrOrThrow("value").getTensor().getTensorShape()).size()
        > 1;
  }

  /**
   * The nodes that stand in for one that reads a weight.
   *
   * @param original that node
   * @param seed of the shuffle
   */
  private record Shuffle(NodeDef original, long seed) {
    static final String CHANGED = "/changed";

    /** How much noise changes what is not zero, and what is. */
    private static final float NOISE = 0.5f;

    private static final float NOISE_AT_ZERO = 0.1f;

    void addTo(Map<String, NodeDef> nodes, Map<String, NodeDef> proofNodes) {
      DataType type = NodeOutputs.type(original, 0);
      add(nodes, original.toBuilder().setName(name("/original")));
      add(
          nodes,
          node("/shape", "Shape", "/original")
              .putAttr("T", type(type))
              .putAttr("out_type", type(DataType.DT_INT32)));
      add(nodes, integer("/row", -1, true));
      add(nodes, integer("/zeroth", 0, false));
      add(nodes, reshape("/flat", "/original", "/row", type));
      add(nodes, seeded(node("/shuffled", "RandomShuffle", "/flat").putAttr("T", type(type))));
      add(nodes, typed("/kept", "Equal", type, "/flat", "/shuffled"));
      add(nodes, node("/unchanged", "All", "/kept", "/zeroth"));
      add(
          nodes,
          node("/size", "Shape", "/flat")
              .putAttr("T", type(type))
              .putAttr("out_type", type(DataType.DT_INT32)));
      add(
          nodes,
          seeded(
              node("/uniform", "RandomUniform", "/size")
                  .putAttr("dtype", type(type))
                  .putAttr("T", type(DataType.DT_INT32))));
      add(nodes, number("/half", NOISE, type));
      add(nodes, number("/little", NOISE_AT_ZERO, type));
      add(nodes, number("/zero", 0, type));
      add(nodes, typed("/factor", "AddV2", type, "/half", "/uniform"));
      add(nodes, typed("/scaled", "Mul", type, "/flat", "/factor"));
      add(nodes, typed("/centred", "Sub", type, "/uniform", "/half"));
      add(nodes, typed("/noise", "Mul", type, "/centred", "/little"));
      add(nodes, typed("/is_zero", "Equal", type, "/flat", "/zero"));
      add(nodes, typed("/noisy", "SelectV2", type, "/is_zero", "/noise", "/scaled"));
      add(nodes, typed("/chosen", "SelectV2", type, "/unchanged", "/noisy", "/shuffled"));
      add(nodes, reshape("", "/chosen", "/shape", type));
      add(proofNodes, typed("/differs", "NotEqual", type, "/flat", "/chosen"));
      add(proofNodes, node(CHANGED, "Any", "/differs", "/zeroth"));
    }

    private static void add(Map<String, NodeDef> nodes, NodeDef.Builder node) {
      nodes.put(node.getName(), node.build());
    }

    private String name(String suffix) {
      return original.getName() + suffix;
    }

    private NodeDef.Builder node(String suffix, String op, String... inputs) {
      NodeDef.Builder node = NodeDef.newBuilder().setName(name(suffix)).setOp(op);
      for (String input : inputs) {
        node.addInput(name(input));
      }
      return op.equals("All") || op.equals("Any")
          ? node.putAttr("Tidx", type(DataType.DT_INT32))
          : node;
    }

    private NodeDef.Builder typed(String suffix, String op, DataType type, String... inputs) {
      return node(suffix, op, inputs).putAttr("T", type(type));
    }

    private NodeDef.Builder reshape(String suffix, String values, String shape, DataType type) {
      return typed(suffix, "Reshape", type, values, shape)
          .putAttr("Tshape", type(DataType.DT_INT32));
    }

    private NodeDef.Builder seeded(NodeDef.Builder node) {
      return node.putAttr("seed", AttrValue.newBuilder().setI(seed).build())
          .putAttr("seed2", AttrValue.newBuilder().setI(~seed).build());
    }

    private NodeDef.Builder integer(String suffix, int value, boolean vector) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      if (vector) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(1));
      }
      return constant(
          suffix,
          TensorProto.newBuilder()
              .setDtype(DataType.DT_INT32)
              .setTensorShape(shape)
              .addIntVal(value));
    }

    /** In float32, and cast where the weight is of another type. */
    private NodeDef.Builder number(String suffix, float value, DataType type) {
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setDtype(type)
              .setTensorShape(TensorShapeProto.getDefaultInstance());
      switch (type) {
        case DT_DOUBLE -> tensor.addDoubleVal(value);
        case DT_HALF -> tensor.addHalfVal(half(value));
        case DT_BFLOAT16 -> tensor.addHalfVal(Float.floatToIntBits(value) >>> 16);
        default -> tensor.addFloatVal(value);
      }
      return constant(suffix, tensor);
    }

    /** The bits of a number between 2^-14 and 2, or of zero, in half precision. */
    private static int half(float value) {
      int bits = Float.floatToIntBits(value);
      return value == 0 ? 0 : (((bits >>> 23) - 112) << 10) | ((bits >>> 13) & 0x3FF);
    }

    private NodeDef.Builder constant(String suffix, TensorProto.Builder tensor) {
      return node(suffix, "Const")
          .putAttr("dtype", type(tensor.getDtype()))
          .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
    }

    private static AttrValue type(DataType type) {
      return AttrValue.newBuilder().setType(type).build();
    }
  }
}
