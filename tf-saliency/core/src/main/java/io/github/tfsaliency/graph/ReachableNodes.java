package io.github.tfsaliency.graph;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.op.OpTable;
import io.github.tfsaliency.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RegisteredGradient;

/**
 * The nodes that can run when a tensor of a graph is fetched: the nodes behind it, by data and
 * control edges, and all nodes of the functions that these call or name, of the gradients of such
 * functions and of what the nodes name as their own gradients.
 *
 * <p>Every node of a function counts: TensorFlow runs nodes with side effects although no result
 * needs them.
 */
public final class ReachableNodes {
  /** Where a node lies that lies in no function. */
  public static final String MAIN_GRAPH = "the main graph";

  private static final String LOCATION = "loc:@";

  /** Steps of a way, from its end. */
  private static final int MAX_SHOWN = 12;

  private final ImmutableMap<String, Place> nodes;
  private final ImmutableSet<String> functions;
  private final ImmutableList<Place> all;

  private ReachableNodes(
      ImmutableMap<String, Place> nodes, ImmutableSet<String> functions, ImmutableList<Place> all) {
    this.nodes = nodes;
    this.functions = functions;
    this.all = all;
  }

  /**
   * What asks for nodes.
   *
   * @param name as messages call it, for example {@code signature 'explain'}
   * @param tensors names of tensors or nodes of the main graph
   */
  public record Root(String name, ImmutableCollection<String> tensors) {}

  /**
   * A node that can run.
   *
   * @param node the node
   * @param from the way to the graph or function that it lies in
   */
  public record Place(NodeDef node, Way from) {
    /**
     * The way from what asks to the node. Nodes of one graph on the way to the next function are
     * left out.
     *
     * @return the way
     */
    public Way way() {
      return new Way(from, "node '" + Shown.name(node.getName()) + "'");
    }

    /**
     * The function that the node lies in, or the main graph.
     *
     * @return as messages call it
     */
    public String graph() {
      return from.before() == null ? MAIN_GRAPH : from.last();
    }
  }

  /**
   * The steps from what asks to a node. Linked, as the ways through a long chain of functions
   * together are its square.
   *
   * @param before the steps before the last one, if there are any
   * @param last the last step
   */
  public record Way(@Nullable Way before, String last) {
    /** For example {@code signature 'a' -> node 'call' -> function 'f' -> node 'b'}. */
    @Override
    public String toString() {
      Deque<String> steps = new ArrayDeque<>();
      Way at = this;
      for (; at != null && steps.size() < MAX_SHOWN; at = at.before()) {
        steps.push(at.last());
      }
      if (at != null) {
        Way first = at;
        while (first.before() != null) {
          first = first.before();
        }
        steps.push("...");
        steps.push(first.last());
      }
      return String.join(" -> ", steps);
    }
  }

  /**
   * Walks from some roots.
   *
   * @param graph a graph and its library
   * @param roots what asks
   * @return what can run for any of them
   * @throws UnsupportedModelException if a node or a function is missing, or there are two of one
   *     name
   */
  public static ReachableNodes of(GraphDef graph, Iterable<Root> roots) {
    return new Walk(graph, true).from(roots);
  }

  /**
   * The same without gradients of functions, which this library replaces by its own, and without
   * the functions that branches and loops run: of these only some are taken.
   *
   * @param graph a graph and its library
   * @param roots what asks
   * @return what runs for any of them, whatever branches are taken
   * @throws UnsupportedModelException if a node or a function is missing, or there are two of one
   *     name
   */
  public static ReachableNodes inAnyCase(GraphDef graph, Iterable<Root> roots) {
    return new Walk(graph, false).from(roots);
  }

  /**
   * Those of the main graph.
   *
   * @return by name
   */
  public ImmutableMap<String, Place> nodes() {
    return nodes;
  }

  /**
   * The functions that can run.
   *
   * @return their names
   */
  public ImmutableSet<String> functions() {
    return functions;
  }

  /**
   * Those of the main graph and of the functions.
   *
   * @return in the order in which they were found
   */
  public ImmutableList<Place> all() {
    return all;
  }

  /**
   * A graph without what cannot run.
   *
   * @param graph that was walked
   * @return the nodes and functions of these, and the gradients among them
   */
  public GraphDef pruned(GraphDef graph) {
    FunctionDefLibrary library = graph.getLibrary();
    FunctionDefLibrary.Builder kept = FunctionDefLibrary.newBuilder();
    library.getFunctionList().stream()
        .filter(function -> functions.contains(function.getSignature().getName()))
        .forEach(kept::addFunction);
    library.getGradientList().stream()
        .filter(gradient -> functions.contains(gradient.getFunctionName()))
        .forEach(kept::addGradient);
    library.getRegisteredGradientsList().stream()
        .filter(gradient -> functions.contains(gradient.getGradientFunc()))
        .forEach(kept::addRegisteredGradients);
    return graph.toBuilder()
        .clearNode()
        .addAllNode(
            graph.getNodeList().stream()
                .filter(node -> nodes.containsKey(node.getName()))
                .map(this::withoutLostLocations)
                .collect(toImmutableList()))
        .setLibrary(kept)
        .build();
  }

  /** Python refuses a node that is to lie beside one that does not exist. */
  private NodeDef withoutLostLocations(NodeDef node) {
    AttrValue locations = node.getAttrMap().get("_class");
    if (locations == null
        || locations.getList().getSList().stream().allMatch(at -> exists(at.toStringUtf8()))) {
      return node;
    }
    NodeDef.Builder changed = node.toBuilder().removeAttr("_class");
    AttrValue.ListValue.Builder left = AttrValue.ListValue.newBuilder();
    locations.getList().getSList().stream()
        .filter(at -> exists(at.toStringUtf8()))
        .forEach(left::addS);
    if (left.getSCount() > 0) {
      changed.putAttr("_class", AttrValue.newBuilder().setList(left).build());
    }
    return changed.build();
  }

  private boolean exists(String location) {
    return !location.startsWith(LOCATION)
        || nodes.containsKey(location.substring(LOCATION.length()));
  }

  /**
   * The node that an input names.
   *
   * @param input as GraphDef writes it: {@code name}, {@code name:index} or {@code ^name}
   * @return the node's name
   */
  public static String source(String input) {
    return input.startsWith("^") ? input.substring(1) : TensorRef.parse(input).node();
  }

  /** One walk's state. */
  private static final class Walk {
    private final Map<String, NodeDef> byName = new HashMap<>();
    private final Map<String, FunctionDef> library = new HashMap<>();
    private final ListMultimap<String, String> gradients = ArrayListMultimap.create();
    private final Map<String, Place> nodes = new LinkedHashMap<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final ImmutableList.Builder<Place> all = ImmutableList.builder();
    private final Deque<Place> todo = new ArrayDeque<>();
    private final boolean perhaps;

    Walk(GraphDef graph, boolean perhaps) {
      this.perhaps = perhaps;
      for (NodeDef node : graph.getNodeList()) {
        if (byName.put(node.getName(), node) != null) {
          throw new UnsupportedModelException(
              Message.of("The SavedModel defines the node '%s' twice.", node.getName()));
        }
      }
      for (FunctionDef function : graph.getLibrary().getFunctionList()) {
        String name = function.getSignature().getName();
        if (library.put(name, function) != null) {
          throw new UnsupportedModelException(
              Message.of("The SavedModel defines the function '%s' twice.", name));
        }
      }
      if (perhaps) {
        for (GradientDef gradient : graph.getLibrary().getGradientList()) {
          gradients.put(gradient.getFunctionName(), gradient.getGradientFunc());
        }
        for (RegisteredGradient gradient : graph.getLibrary().getRegisteredGradientsList()) {
          gradients.put(gradient.getRegisteredOpType(), gradient.getGradientFunc());
        }
      }
    }

    ReachableNodes from(Iterable<Root> roots) {
      for (Root root : roots) {
        Way start = new Way(null, root.name());
        root.tensors().forEach(tensor -> reach(source(tensor), start, start));
        while (!todo.isEmpty()) {
          Place place = todo.remove();
          NodeDef node = place.node();
          node.getInputList().forEach(input -> reach(source(input), place.from(), place.way()));
          reachFunctions(place);
        }
      }
      return new ReachableNodes(
          ImmutableMap.copyOf(nodes), ImmutableSet.copyOf(functions), all.build());
    }

    private void reach(String name, Way from, Way way) {
      if (nodes.containsKey(name)) {
        return;
      }
      NodeDef node = byName.get(name);
      if (node == null) {
        throw missing(way, "node", name);
      }
      Place place = new Place(node, from);
      nodes.put(name, place);
      all.add(place);
      todo.add(place);
    }

    /** Not recursive: functions may call each other deeper than the thread's stack. */
    private void reachFunctions(Place start) {
      Deque<Place> callers = new ArrayDeque<>();
      callers.add(start);
      while (!callers.isEmpty()) {
        Place caller = callers.remove();
        for (String name : named(caller.node())) {
          if (!functions.add(name)) {
            continue;
          }
          FunctionDef function = library.get(name);
          if (function == null) {
            throw missing(caller.way(), "function", name);
          }
          Way from = new Way(caller.way(), "function '" + Shown.name(name) + "'");
          for (NodeDef node : function.getNodeDefList()) {
            Place place = new Place(node, from);
            all.add(place);
            callers.add(place);
          }
        }
      }
    }

    /** A function stands for its gradients too. */
    private Set<String> named(NodeDef node) {
      Set<String> names = new LinkedHashSet<>();
      if (library.containsKey(node.getOp())) {
        names.add(node.getOp());
      }
      names.addAll(gradients.get(node.getOp()));
      if (perhaps || !OpTable.isAny(node.getOp(), OpTrait.IF, OpTrait.CASE, OpTrait.WHILE)) {
        node.getAttrMap().values().forEach(value -> addNamed(value, names));
      }
      AttrValue own = node.getAttrMap().get("_gradient_op_type");
      if (own != null) {
        names.addAll(gradients.get(own.getS().toStringUtf8()));
      }
      Deque<String> open = new ArrayDeque<>(names);
      while (!open.isEmpty()) {
        for (String gradient : gradients.get(requireNonNull(open.remove()))) {
          if (names.add(gradient)) {
            open.add(gradient);
          }
        }
      }
      return names;
    }

    private static void addNamed(AttrValue value, Set<String> names) {
      if (value.hasFunc()) {
        addNamed(value.getFunc(), names);
      }
      value.getList().getFuncList().forEach(function -> addNamed(function, names));
    }

    private static void addNamed(NameAttrList function, Set<String> names) {
      names.add(function.getName());
      function.getAttrMap().values().forEach(value -> addNamed(value, names));
    }

    private static UnsupportedModelException missing(Way way, String kind, String name) {
      return new UnsupportedModelException(
          Message.of(
              "The %s '%s', which %s leads to, does not exist in the SavedModel.",
              kind, name, Message.part(way.toString())));
    }
  }
}
