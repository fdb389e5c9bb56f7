package io.github.tfsaliency.graph.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.ConstantValues;
import io.github.tfsaliency.graph.FunctionBody;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * Checks the calls, branches and loops of a graph whose functions stay functions: they give and
 * take what is declared, nothing calls itself, and loops are counted and end.
 */
public final class FunctionCalls {
  /** Functions that call functions twice double at every level. */
  private static final double MAX_STEPS = 1_000_000;

  /** Of a loop, and of loops within loops together. */
  private static final double MAX_TURNS = 10_000_000;

  /** Of a loop whose number of turns is constant. */
  public static final int MAX_ITERATIONS = 100_000;

  private static final int MAX_DEPTH = 64;

  private final ImmutableMap<String, FunctionBody> functions;
  private final Map<String, Double> steps = new HashMap<>();
  private final Map<String, Double> turns = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();

  private FunctionCalls(ImmutableMap<String, FunctionBody> functions) {
    this.functions = functions;
  }

  /**
   * Refuses what does not fit or may not end.
   *
   * @param nodes of the main graph, by name
   * @param functions all that they call, directly or not
   */
  public static void check(
      Map<String, NodeDef> nodes, ImmutableMap<String, FunctionBody> functions) {
    var unused = new FunctionCalls(functions).visit(nodes);
  }

  /** The functions that a node runs. */
  static List<String> called(NodeDef node) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
      }
      value.getList().getFuncList().stream().map(NameAttrList::getName).forEach(names::add);
    }
    return names.build();
  }

  /** What running all nodes once takes, with the functions written out, and the loops' turns. */
  private Cost visit(Map<String, NodeDef> nodes) {
    double allSteps = 0;
    double most = 1;
    for (NodeDef node : nodes.values()) {
      allSteps += 1 + node.getInputCount();
      double within = 1;
      for (String function : called(node)) {
        Cost cost = cost(function, node);
        allSteps += cost.steps();
        within = Math.max(within, cost.turns());
      }
      requireFits(node);
      if (OpTable.is(node.getOp(), OpTrait.WHILE)) {
        within *= turns(node, nodes);
      }
      most = Math.max(most, within);
      if (allSteps > MAX_STEPS || most > MAX_TURNS) {
        throw NodeRefusal.broken(
            node,
            "takes more than %.0f steps with all called functions, or %.0f turns of loops",
            MAX_STEPS,
            MAX_TURNS);
      }
    }
    return new Cost(allSteps, most);
  }

  /**
   * What a function takes.
   *
   * @param steps nodes and inputs, with those of the functions that it calls
   * @param turns of its loops, those of loops within loops multiplied
   */
  private record Cost(double steps, double turns) {}

  private Cost cost(String function, NodeDef caller) {
    if (!open.add(function) || open.size() > MAX_DEPTH) {
      throw NodeRefusal.broken(caller, "calls the function '%s', which calls itself", function);
    }
    Double known = steps.get(function);
    if (known == null) {
      Cost cost = visit(body(function, caller).nodes());
      known = cost.steps();
      steps.put(function, known);
      turns.put(function, cost.turns());
    }
    open.remove(function);
    return new Cost(known, requireNonNull(turns.get(function)));
  }

  private FunctionBody body(String function, NodeDef caller) {
    FunctionBody body = functions.get(function);
    if (body == null) {
      throw NodeRefusal.broken(caller, "calls the function '%s', which is missing", function);
    }
    return body;
  }

  private void requireFits(NodeDef node) {
    switch (node.getOp()) {
      case "PartitionedCall", "StatefulPartitionedCall" ->
          requireFits(node, "f", types(node, "Tin"), types(node, "Tout"));
      case "While", "StatelessWhile" -> {
        requireFits(node, "body", types(node, "T"), types(node, "T"));
        requireFits(node, "cond", types(node, "T"), List.of(DataType.DT_BOOL));
      }
      case "If", "StatelessIf" -> {
        requireFits(node, "then_branch", types(node, "Tin"), types(node, "Tout"));
        requireFits(node, "else_branch", types(node, "Tin"), types(node, "Tout"));
      }
      case "Case", "StatelessCase" ->
          called(node)
              .forEach(
                  branch -> requireFits(node, types(node, "Tin"), types(node, "Tout"), branch));
      default -> {
        if (!called(node).isEmpty()) {
          throw NodeRefusal.broken(node, "calls functions, which none of the known calls is");
        }
      }
    }
  }

  private void requireFits(
      NodeDef node, String attribute, List<DataType> given, List<DataType> taken) {
    requireFits(node, given, taken, node.getAttrOrThrow(attribute).getFunc().getName());
  }

  private void requireFits(
      NodeDef node, List<DataType> given, List<DataType> taken, String function) {
    FunctionBody body = body(function, node);
    if (!body.takes().equals(given) || !body.returns().equals(taken)) {
      throw NodeRefusal.broken(
          node,
          "gives %s to the function '%s' and takes %s, but that takes %s and returns %s",
          given,
          function,
          taken,
          body.takes(),
          body.returns());
    }
  }

  private static List<DataType> types(NodeDef node, String attribute) {
    return node.getAttrOrThrow(attribute).getList().getTypeList();
  }

  /** As exports write them: the first value counts up to the second, which stays as it is. */
  private double turns(NodeDef loop, Map<String, NodeDef> nodes) {
    FunctionBody body = body(loop.getAttrOrThrow("body").getFunc().getName(), loop);
    FunctionBody condition = body(loop.getAttrOrThrow("cond").getFunc().getName(), loop);
    boolean counts =
        loop.getInputCount() >= 2
            && isLess(condition)
            && isNext(body)
            && isArgument(body.results().get(1), body, 1);
    Double start = counts ? constant(loop.getInput(0), nodes) : null;
    if (start == null || start < 0) {
      throw NodeRefusal.broken(loop, "is a loop that does not count its turns from a constant");
    }
    Double limit = constant(loop.getInput(1), nodes);
    if (limit != null && limit <= MAX_ITERATIONS) {
      return Math.max(1, limit);
    }
    if (limit == null && isSize(loop.getInput(1), nodes)) {
      return 1;
    }
    throw NodeRefusal.broken(
        loop,
        "is a loop of %s turns, where there are at most %s, or one a sample",
        limit == null ? "any number of" : Message.of("%.0f", limit),
        MAX_ITERATIONS);
  }

  private static boolean isLess(FunctionBody condition) {
    NodeDef less = condition.nodes().get(condition.results().get(0).node());
    return less != null
        && less.getOp().equals("Less")
        && isArgument(TensorRef.parse(less.getInput(0)), condition, 0)
        && isArgument(TensorRef.parse(less.getInput(1)), condition, 1);
  }

  private static boolean isNext(FunctionBody body) {
    NodeDef sum = body.nodes().get(body.results().get(0).node());
    if (sum == null || !(sum.getOp().equals("Add") || sum.getOp().equals("AddV2"))) {
      return false;
    }
    Double step = constant(sum.getInput(1), body.nodes());
    return isArgument(TensorRef.parse(sum.getInput(0)), body, 0) && step != null && step >= 1;
  }

  private static boolean isArgument(TensorRef tensor, FunctionBody body, int index) {
    return index < body.arguments().size()
        && tensor.equals(new TensorRef(body.arguments().get(index).getName(), 0));
  }

  /** One of a tensor's sizes: there are as many turns as samples then. */
  private static boolean isSize(String tensor, Map<String, NodeDef> nodes) {
    NodeDef gather = nodes.get(TensorRef.parse(tensor).node());
    NodeDef shape =
        gather == null || !gather.getOp().equals("GatherV2")
            ? null
            : nodes.get(TensorRef.parse(gather.getInput(0)).node());
    return shape != null && shape.getOp().equals("Shape");
  }

  /** The value of a constant scalar, or null. */
  private static @Nullable Double constant(String tensor, Map<String, NodeDef> nodes) {
    NodeDef node = nodes.get(TensorRef.parse(tensor).node());
    if (node == null
        || !node.getOp().equals("Const")
        || node.getAttrOrThrow("value").getTensor().getTensorShape().getDimCount() > 0) {
      return null;
    }
    // A zero may be written as no number at all.
    Double value = ConstantValues.element(node.getAttrOrThrow("value").getTensor(), 0);
    return value == null ? Double.valueOf(0) : value;
  }
}
