package io.github.tfsaliency.graph.check;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.graph.FunctionBody;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Follows texts, sums and dimensions of a graph into the functions that it calls, with what they
 * are given: what each function does within limits may go beyond them in a row of calls, or with
 * every turn of a loop.
 */
public final class FunctionFacts {
  /** A loop whose tensors still grow then is taken to make them larger with every turn. */
  private static final int MOST_TURNS = 4;

  /** Without what TensorFlow infers; it counts 254 dimensions. */
  private static final int MOST_DIMENSIONS = 240;

  private final ImmutableMap<String, FunctionBody> functions;
  private final Map<Call, Outcome> known = new HashMap<>();

  private FunctionFacts(ImmutableMap<String, FunctionBody> functions) {
    this.functions = functions;
  }

  /**
   * What is known of a tensor.
   *
   * @param rank how many dimensions it has at most
   * @param elements how many values
   * @param text its strings
   * @param terms how often the same tensor is added up in it
   * @param constant a constant without a name that gives the like; sizes may be among them
   */
  private record Facts(
      int rank, int elements, StringSizes.Bound text, double terms, Optional<NodeDef> constant) {
    static final Facts NONE = new Facts(0, 0, StringSizes.Bound.NONE, 1, Optional.empty());

    Facts or(Facts other) {
      return new Facts(
          Math.max(rank, other.rank),
          Math.max(elements, other.elements),
          text.or(other.text),
          Math.max(terms, other.terms),
          Optional.empty());
    }

    /** Numbers keep their shape, which others look at. */
    boolean exceeds(Facts other) {
      return rank > other.rank || (text.bytes() > 0 && text.exceeds(other.text));
    }

    /**
     * What a loop begins with is not what its later turns are given, and TensorFlow writes no sum
     * out beyond a turn.
     */
    Facts ofAnyTurn() {
      return new Facts(rank, elements, text, 1, Optional.empty());
    }

    /** With any number of values where a turn makes more of them. */
    Facts turned(Facts after) {
      Facts both = or(after);
      int most = both.elements > elements ? Integer.MAX_VALUE : elements;
      return new Facts(both.rank, most, both.text, 1, Optional.empty());
    }
  }

  private record Call(String function, ImmutableList<Facts> arguments) {}

  /** What a call gives, and the bytes of the texts that it makes. */
  private record Outcome(ImmutableList<Facts> results, double texts) {}

  /**
   * Refuses what grows beyond the limits of a graph without functions.
   *
   * @param nodes of the main graph, each after the nodes that it reads
   * @param functions all that they call, none of them itself
   */
  public static void check(
      ImmutableMap<String, NodeDef> nodes, ImmutableMap<String, FunctionBody> functions) {
    new FunctionFacts(functions).new Walk(nodes).through(ImmutableMap.of());
  }

  private Outcome outcome(String function, ImmutableList<Facts> arguments) {
    Call call = new Call(function, arguments);
    Outcome before = known.get(call);
    if (before != null) {
      return before;
    }
    FunctionBody body = requireNonNull(functions.get(function), function);
    Map<String, NodeDef> nodes = new LinkedHashMap<>(body.nodes());
    Map<String, Facts> given = new HashMap<>();
    for (int i = 0; i < body.arguments().size(); i++) {
      String name = body.arguments().get(i).getName();
      Facts facts = i < arguments.size() ? arguments.get(i) : Facts.NONE;
      given.put(name, facts);
      facts.constant().ifPresent(c -> nodes.put(name, c.toBuilder().setName(name).build()));
    }
    ImmutableMap<String, NodeDef> bound = ImmutableMap.copyOf(nodes);
    Walk walk = new Walk(bound);
    walk.through(given);
    Outcome outcome =
        new Outcome(
            body.results().stream()
                .map(result -> walk.of(result.toString()))
                .collect(toImmutableList()),
            walk.strings.used());
    known.put(call, outcome);
    return outcome;
  }

  /** Through one graph, for one set of arguments. */
  private final class Walk {
    private final ImmutableMap<String, NodeDef> nodes;
    private final RankBounds ranks;
    private final StringSizes strings;
    private final RepeatedSums sums = new RepeatedSums();

    Walk(ImmutableMap<String, NodeDef> nodes) {
      this.nodes = nodes;
      ranks = new RankBounds(nodes);
      strings = new StringSizes(new ConstantSizes(nodes));
    }

    void through(Map<String, Facts> given) {
      for (NodeDef waiting : nodes.values()) {
        NodeDef node = withoutWaiting(waiting);
        Facts facts = given.get(node.getName());
        if (facts != null) {
          put(node, facts);
        } else if (!FunctionCalls.called(node).isEmpty()) {
          put(node, called(node));
        } else {
          int rank = ranks.follow(node);
          sums.check(node);
          strings.check(node, makesStrings(node));
          RankBounds.require(node, rank, MOST_DIMENSIONS);
        }
      }
    }

    private void put(NodeDef node, Facts facts) {
      RankBounds.require(node, facts.rank(), MOST_DIMENSIONS);
      ranks.given(node.getName(), facts.rank(), facts.elements());
      strings.given(node.getName(), facts.text());
      sums.given(node.getName(), facts.terms());
    }

    Facts of(String tensor) {
      NodeDef source = requireNonNull(nodes.get(TensorRef.parse(tensor).node()), tensor);
      return new Facts(
          ranks.rank(tensor),
          ranks.elements(tensor),
          strings.of(tensor),
          sums.times(tensor),
          source.getOp().equals("Const")
              ? Optional.of(source.toBuilder().clearName().build())
              : Optional.empty());
    }

    /** What all outputs of a call are at most. */
    private Facts called(NodeDef node) {
      boolean chooses = node.getOp().endsWith("If") || node.getOp().endsWith("Case");
      ImmutableList<Facts> arguments =
          node.getInputList().stream()
              .skip(chooses ? 1 : 0)
              .map(this::of)
              .collect(toImmutableList());
      if (OpTable.is(node.getOp(), OpTrait.WHILE)) {
        return any(turned(node, arguments));
      }
      Facts all = Facts.NONE;
      for (String function : FunctionCalls.called(node)) {
        all = all.or(any(run(node, function, arguments)));
      }
      return all;
    }

    private ImmutableList<Facts> run(
        NodeDef caller, String function, ImmutableList<Facts> arguments) {
      Outcome outcome = outcome(function, arguments);
      strings.use(caller, outcome.texts());
      return outcome.results();
    }

    /** What a loop's tensors are at most, whatever the number of its turns. */
    private ImmutableList<Facts> turned(NodeDef loop, ImmutableList<Facts> begin) {
      String condition = NodeOutputs.attribute(loop, "cond").getFunc().getName();
      String body = NodeOutputs.attribute(loop, "body").getFunc().getName();
      ImmutableList<Facts> before = begin.stream().map(Facts::ofAnyTurn).collect(toImmutableList());
      for (int turn = 0; turn < MOST_TURNS; turn++) {
        ImmutableList<Facts> given = before;
        var unused = run(loop, condition, given);
        ImmutableList<Facts> after = run(loop, body, given);
        ImmutableList<Facts> next =
            IntStream.range(0, given.size())
                .mapToObj(i -> given.get(i).turned(after.get(i)))
                .collect(toImmutableList());
        if (IntStream.range(0, next.size()).noneMatch(i -> next.get(i).exceeds(given.get(i)))) {
          return next;
        }
        before = next;
      }
      throw NodeRefusal.of(
          loop,
          "Maybe the SavedModel was damaged, or made to fill the memory.",
          "may make tensors with every turn that have more dimensions or longer texts");
    }
  }

  private static Facts any(List<Facts> all) {
    return all.stream().reduce(Facts.NONE, Facts::or);
  }

  private static boolean makesStrings(NodeDef node) {
    return IntStream.range(0, NodeOutputs.count(node))
        .anyMatch(i -> NodeOutputs.type(node, i) == DataType.DT_STRING);
  }

  private static NodeDef withoutWaiting(NodeDef node) {
    if (node.getInputList().stream().noneMatch(input -> input.startsWith("^"))) {
      return node;
    }
    NodeDef.Builder data = node.toBuilder().clearInput();
    node.getInputList().stream().filter(input -> !input.startsWith("^")).forEach(data::addInput);
    return data.build();
  }
}
