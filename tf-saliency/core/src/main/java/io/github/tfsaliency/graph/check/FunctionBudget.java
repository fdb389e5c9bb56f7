package io.github.tfsaliency.graph.check;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.graph.FunctionBody;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.ReachableNodes;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Bounds what a graph makes of itself where functions stay functions: TensorFlow infers shapes
 * graph by graph, so the shapes of arguments and results are handed on from one to the next.
 */
public final class FunctionBudget {
  /** Calls that read each other's results, in one graph. */
  private static final int MAX_ROUNDS = 64;

  /** What is known of these beyond their shape is handed on too. */
  private static final ImmutableSet<String> KNOWN = ImmutableSet.of("Const", "VarHandleOp");

  private final ImmutableMap<String, FunctionBody> functions;
  private final Path directory;
  private final Map<Call, ImmutableList<NodeDef>> results = new HashMap<>();

  private FunctionBudget(ImmutableMap<String, FunctionBody> functions, Path directory) {
    this.functions = functions;
    this.directory = directory;
  }

  /**
   * A function and what it is given.
   *
   * @param function its name
   * @param arguments nodes without a name that give the like
   */
  private record Call(String function, ImmutableList<NodeDef> arguments) {}

  /**
   * Refuses tensors that are too large for one sample.
   *
   * @param nodes of the main graph, each after the nodes that it reads
   * @param functions all that they call, none of them itself
   */
  public static void check(
      ImmutableMap<String, NodeDef> nodes,
      ImmutableMap<String, FunctionBody> functions,
      Path directory) {
    Map<String, NodeDef> ofOneSample = new LinkedHashMap<>(nodes);
    ofOneSample.replaceAll((name, node) -> ofOneSample(node));
    var unused =
        new FunctionBudget(functions, directory)
            .visit(ImmutableMap.copyOf(ofOneSample), ImmutableList.of());
  }

  /** With one sample for any number of them, so that what grows with every turn is seen. */
  private static NodeDef ofOneSample(NodeDef node) {
    TensorShapeProto shape =
        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
    if (!node.getOp().equals("Placeholder")
        || shape.getDimCount() == 0
        || shape.getDim(0).getSize() >= 0) {
      return node;
    }
    TensorShapeProto.Builder one = shape.toBuilder();
    one.getDimBuilder(0).setSize(1);
    return node.toBuilder().putAttr("shape", AttrValue.newBuilder().setShape(one).build()).build();
  }

  /** What stands for the given results: nodes without a name. */
  private ImmutableList<NodeDef> visit(
      ImmutableMap<String, NodeDef> nodes, ImmutableList<TensorRef> returned) {
    if (nodes.isEmpty()) {
      return ImmutableList.of();
    }
    Map<String, Integer> rounds = rounds(nodes);
    int last = rounds.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    Map<String, NodeDef> standIns = new HashMap<>();
    for (int round = 0; ; round++) {
      Map<String, NodeDef> plain = plain(nodes, standIns);
      try (StaticShapes shapes = StaticShapes.of(plain.values(), directory)) {
        for (NodeDef node : nodes.values()) {
          if (!FunctionCalls.called(node).isEmpty()
              && requireNonNull(rounds.get(node.getName())) == round) {
            call(node, plain, shapes, standIns);
          }
        }
        if (round == last) {
          var unused = TensorBudget.requireActivations(shapes.graph(), plain.values(), "");
          return returned.stream()
              .map(tensor -> like(standIn(tensor, nodes), plain, shapes))
              .collect(toImmutableList());
        }
      }
    }
  }

  /** How many calls lie ahead of a node. */
  private static Map<String, Integer> rounds(ImmutableMap<String, NodeDef> nodes) {
    Map<String, Integer> rounds = new HashMap<>();
    for (NodeDef node : nodes.values()) {
      int round = 0;
      for (String input : node.getInputList()) {
        NodeDef source = requireNonNull(nodes.get(ReachableNodes.source(input)));
        int ahead = requireNonNull(rounds.get(source.getName()));
        round = Math.max(round, givesOthers(source) ? ahead + 1 : ahead);
      }
      if (round > MAX_ROUNDS) {
        throw NodeRefusal.broken(node, "is nested in more than %s calls of functions", MAX_ROUNDS);
      }
      rounds.put(node.getName(), round);
    }
    return rounds;
  }

  /** A loop gives what it is given; other calls give whatever they compute. */
  private static boolean givesOthers(NodeDef node) {
    return !FunctionCalls.called(node).isEmpty() && !OpTable.is(node.getOp(), OpTrait.WHILE);
  }

  /** The nodes without functions and control edges. */
  private static Map<String, NodeDef> plain(
      ImmutableMap<String, NodeDef> nodes, Map<String, NodeDef> standIns) {
    Map<String, NodeDef> plain = new LinkedHashMap<>();
    for (NodeDef node : nodes.values()) {
      if (givesOthers(node)) {
        for (int i = 0; i < NodeOutputs.count(node); i++) {
          String name = standIn(new TensorRef(node.getName(), i), nodes).node();
          plain.put(
              name,
              standIns.getOrDefault(
                  name, Placeholders.of(name, NodeOutputs.type(node, i), Shape.unknown())));
        }
        continue;
      }
      NodeDef.Builder copy = node.toBuilder().clearInput();
      if (OpTable.is(node.getOp(), OpTrait.WHILE)) {
        copy.clearAttr().setOp("IdentityN").putAttr("T", node.getAttrOrThrow("T"));
      }
      for (String input : node.getInputList()) {
        if (!input.startsWith("^")) {
          copy.addInput(standIn(TensorRef.parse(input), nodes).toString());
        }
      }
      plain.put(node.getName(), copy.build());
    }
    return plain;
  }

  /** What is read instead of a call's result. */
  private static TensorRef standIn(TensorRef tensor, ImmutableMap<String, NodeDef> nodes) {
    return givesOthers(requireNonNull(nodes.get(tensor.node())))
        ? new TensorRef(tensor.node() + "/result_" + tensor.index(), 0)
        : tensor;
  }

  /** Visits what a node calls, and keeps what stands for its results. */
  private void call(
      NodeDef node,
      Map<String, NodeDef> plain,
      StaticShapes shapes,
      Map<String, NodeDef> standIns) {
    boolean chooses = node.getOp().endsWith("If") || node.getOp().endsWith("Case");
    ImmutableList<NodeDef> arguments =
        arguments(node, plain, shapes).stream().skip(chooses ? 1 : 0).collect(toImmutableList());
    for (String function : FunctionCalls.called(node)) {
      Call call = new Call(function, arguments);
      ImmutableList<NodeDef> given = results.get(call);
      if (given == null) {
        FunctionBody body = requireNonNull(functions.get(function));
        given = visit(bound(body, arguments), body.results());
        results.put(call, given);
      }
      if (OpTable.is(node.getOp(), OpTrait.WHILE)) {
        requireSameShapes(node, arguments, given);
      }
      for (int i = 0; givesOthers(node) && !chooses && i < given.size(); i++) {
        String name = node.getName() + "/result_" + i;
        standIns.put(name, given.get(i).toBuilder().setName(name).build());
      }
    }
  }

  /**
   * What doubles with every turn fills any memory. The condition gives one value, without a size.
   */
  private static void requireSameShapes(
      NodeDef loop, ImmutableList<NodeDef> before, ImmutableList<NodeDef> after) {
    for (int i = 0; i < after.size() && after.size() == before.size(); i++) {
      Shape first = shape(before.get(i));
      Shape next = shape(after.get(i));
      if (!first.isCompatibleWith(next)) {
        throw NodeRefusal.broken(
            loop, "is given a tensor of shape %s, which a turn makes one of shape %s", first, next);
      }
    }
  }

  private static Shape shape(NodeDef likeIt) {
    return likeIt.getOp().equals("Placeholder")
        ? ShapeProtos.read(likeIt.getAttrOrThrow("shape").getShape())
        : Shape.unknown();
  }

  private static ImmutableList<NodeDef> arguments(
      NodeDef node, Map<String, NodeDef> plain, StaticShapes shapes) {
    ImmutableList.Builder<NodeDef> arguments = ImmutableList.builder();
    for (String input : node.getInputList()) {
      if (!input.startsWith("^")) {
        TensorRef tensor = TensorRef.parse(input);
        TensorRef read =
            plain.containsKey(tensor.node())
                ? tensor
                : new TensorRef(tensor.node() + "/result_" + tensor.index(), 0);
        NodeDef argument = like(read, plain, shapes);
        // What a loop begins with is not what its later turns are given.
        boolean varies =
            OpTable.is(node.getOp(), OpTrait.WHILE) && argument.getOp().equals("Const");
        arguments.add(varies ? placeholder(read, plain, shapes) : argument);
      }
    }
    return arguments.build();
  }

  private static NodeDef like(TensorRef tensor, Map<String, NodeDef> plain, StaticShapes shapes) {
    NodeDef source = requireNonNull(plain.get(tensor.node()));
    return KNOWN.contains(source.getOp())
        ? source.toBuilder().clearName().build()
        : placeholder(tensor, plain, shapes);
  }

  private static NodeDef placeholder(
      TensorRef tensor, Map<String, NodeDef> plain, StaticShapes shapes) {
    NodeDef source = requireNonNull(plain.get(tensor.node()));
    return Placeholders.of("", NodeOutputs.type(source, tensor.index()), shapes.of(tensor))
        .toBuilder()
        .clearName()
        .build();
  }

  /** A function's nodes, with what it is given instead of its arguments. */
  private static ImmutableMap<String, NodeDef> bound(FunctionBody body, List<NodeDef> arguments) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>(body.nodes());
    for (int i = 0; i < arguments.size(); i++) {
      String name = body.arguments().get(i).getName();
      NodeDef.Builder argument = arguments.get(i).toBuilder().setName(name);
      if (argument.getOp().equals("VarHandleOp")) {
        argument.putAttr(
            "shared_name", AttrValue.newBuilder().setS(argument.getNameBytes()).build());
      }
      nodes.replace(name, argument.build());
    }
    return ImmutableMap.copyOf(nodes);
  }
}
