package io.github.tfsaliency.engine;

import com.google.common.base.Stopwatch;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Table;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.build.BiasSite;
import io.github.tfsaliency.engine.build.EndedModel;
import io.github.tfsaliency.engine.build.GradientDefinition;
import io.github.tfsaliency.engine.build.GradientGraph;
import io.github.tfsaliency.engine.build.GradientGraphBuilder;
import io.github.tfsaliency.engine.build.GraphStages;
import io.github.tfsaliency.engine.build.KeptReferences;
import io.github.tfsaliency.engine.build.PlacedGradient;
import io.github.tfsaliency.engine.build.SharedSession;
import io.github.tfsaliency.engine.build.Traced;
import io.github.tfsaliency.engine.build.TracedGradientGraph;
import io.github.tfsaliency.engine.build.VariableSaver;
import io.github.tfsaliency.engine.build.WeightGraph;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.ForwardGraph;
import io.github.tfsaliency.engine.marker.SplitWeights;
import io.github.tfsaliency.engine.run.AbandonedRuns;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.message.Logs;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RewriterConfig;

/**
 * One graph and one session with the model's weights, and the gradient graphs built in them so far.
 *
 * <p>Closed when it has been retired and its last user has let go of it.
 */
public final class InferenceSession {
  /**
   * Grappler's remapping fuses a convolution with what follows it. Into oneDNN's fused kernels the
   * weights are reordered at every call, as they are variables: a forward pass of
   * EfficientNet-Lite0 takes three times as long (docs/cost.md).
   */
  private static final ConfigProto CONFIG =
      ConfigProto.newBuilder()
          .setGraphOptions(
              GraphOptions.newBuilder()
                  .setPlacePrunedGraph(true)
                  .setRewriteOptions(
                      RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF)))
          .build();

  /** Enough for one baseline of a large network of pictures; docs/operating.md counts it. */
  private static final long KEPT_REFERENCES = 1L << 28;

  private final Graph graph;
  private final Session session;
  private final ImmutableList<NodeDef> forwardNodes;
  private final SharedSession shared;
  private final Table<PlacedGradient.Key, Traced, TracedGradientGraph> gradientGraphs =
      HashBasedTable.create();
  private final Map<Ending, ForwardGraph> forwardGraphs = new HashMap<>();
  private @Nullable NormalDraws normals;
  private int built;
  private final Map<ImmutableMap<String, NodeDef>, VariableSaver> savers = new HashMap<>();
  private int users;
  private boolean retired;

  private InferenceSession(
      Graph graph, Session session, ImmutableList<NodeDef> forwardNodes, ConfigProto options) {
    this.graph = graph;
    this.session = session;
    this.forwardNodes = forwardNodes;
    shared =
        new SharedSession(
            graph,
            session,
            new SplitWeights(session),
            new KeptReferences(KEPT_REFERENCES),
            SessionDevices.of(options).stream().anyMatch(Device::isGpu));
  }

  /**
   * Restores the weights into a new session.
   *
   * @param shuffled how the model's weights were shuffled, if they were
   * @param options threads and devices
   */
  static InferenceSession open(
      InferenceGraph model, Optional<ShuffledWeights> shuffled, ConfigProto options) {
    Graph graph = new Graph();
    Session session = null;
    try {
      WeightGraph weights = WeightGraph.build(model, shuffled, graph);
      session = new Session(graph, CONFIG.toBuilder().mergeFrom(options).build());
      weights.restore(session);
      return new InferenceSession(graph, session, weights.forwardNodes(), options);
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      close(graph, session);
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' cannot be loaded: %s\n"
                  + "Maybe its files come from different exports, or were damaged while they were"
                  + " copied.",
              model.directory(), Message.reason(e)),
          e);
    } catch (RuntimeException e) {
      close(graph, session);
      throw e;
    }
  }

  /** The gradient graph for a structure, built when it is first asked for. */
  synchronized GradientGraph gradientGraph(PlacedGradient gradient) {
    return tracedGraph(gradient, Traced.NOTHING).graph();
  }

  /** The same with gradients on the way, built when it is first asked for. */
  synchronized TracedGradientGraph tracedGraph(PlacedGradient placed, Traced traced) {
    TracedGradientGraph existing = gradientGraphs.get(placed.key(), traced);
    if (existing != null) {
      return existing;
    }
    built++;
    Stopwatch time = Stopwatch.createStarted();
    try {
      TracedGradientGraph added =
          building(
              placed.model(),
              () ->
                  GradientGraphBuilder.build(
                      shared,
                      placed.model().among(forwardNodes),
                      placed,
                      placed.gradient().factor() == ModifiedGradient.Factor.INPUT_AND_BIASES
                          ? BiasSite.of(placed.model().layers().get().biases())
                          : ImmutableList.of(),
                      "pass_" + built,
                      traced));
      Deadline.current().check();
      shared.splitWeights().fill();
      gradientGraphs.put(placed.key(), traced, added);
      if (Logs.GRAPH.isHeard()) {
        Logs.GRAPH.tell(
            "Built gradient graph %s of the model '%s' in %s ms, with which the graph has %s nodes:"
                + " %s.",
            built,
            placed.model().graph().directory(),
            time.elapsed().toMillis(),
            nodeCount(),
            placed.gradient());
      }
      return added;
    } finally {
      shared.splitWeights().discard();
    }
  }

  /** The nodes of a gradient graph and whatever they read. */
  synchronized GraphDef definition(PlacedGradient gradient) {
    return GraphStages.under(gradientGraph(gradient).scope(), graph.toGraphDef());
  }

  /** A gradient graph for other graphs to take in. */
  synchronized GradientDefinition plainDefinition(PlacedGradient gradient, boolean weighted) {
    return GradientDefinition.of(
        gradientGraph(gradient), gradient.numbers(), graph.toGraphDef(), weighted);
  }

  /**
   * Writes variables into a checkpoint.
   *
   * @param gradients whose graphs read the variables
   * @param handles the VarHandleOp nodes of these graphs, by the checkpoint's keys
   */
  synchronized void save(
      Collection<PlacedGradient> gradients, ImmutableMap<String, NodeDef> handles, Path prefix) {
    // Parts of weights are computed when the first graph that reads them is built.
    for (PlacedGradient gradient : gradients) {
      var unused = gradientGraph(gradient);
    }
    // Nodes stay in a graph: exporting the same again must not add any.
    VariableSaver saver = savers.get(handles);
    if (saver == null) {
      saver =
          building(
              gradients.iterator().next().model(),
              () -> new VariableSaver(graph, "save_" + savers.size(), handles));
      savers.put(handles, saver);
    }
    saver.save(session, prefix);
  }

  /** The plain forward pass, built when it is first asked for. */
  synchronized ForwardGraph forwardGraph(EndedModel model) {
    ForwardGraph existing = forwardGraphs.get(model.ending().withLayers(ImmutableList.of()));
    if (existing != null) {
      return existing;
    }
    boolean first = forwardGraphs.isEmpty();
    // All but the first take up room as gradient graphs do.
    built += first ? 0 : 1;
    ForwardGraph added =
        building(
            model,
            () ->
                GradientGraphBuilder.buildForward(
                    model,
                    graph,
                    session,
                    model.among(forwardNodes),
                    first ? "predict" : "predict_" + built));
    forwardGraphs.put(model.ending().withLayers(ImmutableList.of()), added);
    return added;
  }

  /** What draws random numbers, built when it is first asked for. */
  synchronized NormalDraws normals() {
    if (normals == null) {
      normals = NormalDraws.in(graph, session);
    }
    return normals;
  }

  /** TensorFlow infers shapes as nodes are added, and may find only then that they do not fit. */
  private static <T> T building(EndedModel model, Supplier<T> builder) {
    try {
      return Deadline.current().during("building its graph", builder);
    } catch (TensorFlowException
        | IllegalArgumentException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      throw new UnsupportedModelException(
          Message.of(
              "TensorFlow finds the graph of the SavedModel '%s' inconsistent: %s",
              model.graph().directory(), Message.reason(e)),
          e);
    }
  }

  synchronized boolean hasForward(EndedModel model) {
    return forwardGraphs.containsKey(model.ending().withLayers(ImmutableList.of()));
  }

  synchronized boolean has(PlacedGradient gradient) {
    return gradientGraphs.contains(gradient.key(), Traced.NOTHING);
  }

  synchronized boolean hasTraced(PlacedGradient gradient, Traced traced) {
    return gradientGraphs.contains(gradient.key(), traced);
  }

  /** How many gradient graphs were begun, failed ones included: their nodes stay. */
  synchronized int builtCount() {
    return built;
  }

  synchronized void acquire() {
    users++;
  }

  synchronized void release() {
    users--;
    closeWhenIdle();
  }

  /** Takes no new users; closes as soon as the present ones are done. */
  synchronized void retire() {
    if (!retired) {
      retired = true;
      closeWhenIdle();
    }
  }

  /** The number of nodes in the graph, for tests of growth. */
  int nodeCount() {
    int count = 0;
    for (var operations = graph.operations(); operations.hasNext(); operations.next()) {
      count++;
    }
    return count;
  }

  private void closeWhenIdle() {
    if (retired && users == 0) {
      AbandonedRuns.whenEnded(
          session,
          () -> {
            shared.references().close();
            close(graph, session);
          });
    }
  }

  /** The session first: closing a graph waits for its sessions. */
  private static void close(Graph graph, @Nullable Session session) {
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      graph.close();
    }
  }
}
