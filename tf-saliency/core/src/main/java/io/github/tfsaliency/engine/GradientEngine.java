package io.github.tfsaliency.engine;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Suppliers;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.build.EndedModel;
import io.github.tfsaliency.engine.build.GradientDefinition;
import io.github.tfsaliency.engine.build.GraphStages;
import io.github.tfsaliency.engine.build.LayerGradients;
import io.github.tfsaliency.engine.build.PlacedGradient;
import io.github.tfsaliency.engine.build.Traced;
import io.github.tfsaliency.engine.build.TracedGradientGraph;
import io.github.tfsaliency.engine.forward.Ending;
import io.github.tfsaliency.engine.forward.ForwardGraph;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.forward.NamedTensor;
import io.github.tfsaliency.engine.forward.SpatialTensors;
import io.github.tfsaliency.engine.marker.PlacedRule;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.OutputRows;
import io.github.tfsaliency.graph.check.TensorBudget;
import io.github.tfsaliency.graph.savedmodel.ShuffledWeights;
import io.github.tfsaliency.inspect.Device;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.NodeDef;

/**
 * Runs modified gradients of one model, from any number of threads.
 *
 * <p>The owner of everything native. Gradient graphs are built once and kept. What runs or builds a
 * graph throws {@link IllegalStateException} once the engine is closed, and a {@link
 * io.github.tfsaliency.attribution.SaliencyException} if the graph cannot be differentiated or an
 * override matches nothing.
 */
public final class GradientEngine implements AutoCloseable {
  /** For how many targets that are no outputs the layers of the model are kept. */
  private static final int KEPT_ENDINGS = 64;

  private final EndedModel ended;
  private final InferenceGraph model;
  private final EngineSessions sessions;
  private final EngineLayers layers;
  private final CheckedShapes shapes;
  private final NamedLayers named;
  private final Supplier<Boolean> countSamples;
  private final Cache<Ending, GradientEngine> others =
      CacheBuilder.newBuilder().maximumSize(KEPT_ENDINGS).build();

  private GradientEngine(EndedModel ended, EngineSessions sessions, Optional<OutputRows> rows) {
    this.ended = ended;
    this.sessions = sessions;
    model = ended.graph();
    shapes = new CheckedShapes(model, rows);
    layers = new EngineLayers(model, shapes, this::forward);
    named = new NamedLayers(model, shapes, this::forward, this::traced);
    countSamples =
        Suppliers.memoize(
            () -> NamedTensor.countingSamples(model, layerTensors()).containsAll(layerTensors()));
  }

  /**
   * Restores the model's weights.
   *
   * @param model the graph to differentiate
   * @return an engine, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the weights are missing, broken
   *     or not finite
   */
  public static GradientEngine open(InferenceGraph model) {
    return open(model, ConfigProto.getDefaultInstance());
  }

  /**
   * Restores the model's weights.
   *
   * @param model the graph to differentiate
   * @param options threads and devices
   * @return as {@link #open(InferenceGraph)}
   */
  public static GradientEngine open(InferenceGraph model, ConfigProto options) {
    OutputRows rows = TensorBudget.requireOneSample(model);
    return new GradientEngine(
        EndedModel.of(model),
        new EngineSessions(model, Optional.empty(), options),
        Optional.of(rows));
  }

  /**
   * Restores and shuffles a model's weights, for the same threads and devices.
   *
   * @param shuffled the graph to differentiate, and what proves that its weights were shuffled
   * @return an engine, to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the weights are missing, broken
   *     or not finite, or one is as before
   */
  public GradientEngine openShuffled(ShuffledWeights shuffled) {
    InferenceGraph graph = shuffled.model();
    return new GradientEngine(
        EndedModel.of(graph),
        new EngineSessions(graph, Optional.of(shuffled), sessions.options()),
        Optional.empty());
  }

  /**
   * Runs a gradient on samples, all at once.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @param call what it is fed
   * @return the maps, the targets and their scores
   * @throws IllegalArgumentException if a class index is out of range
   * @throws io.github.tfsaliency.attribution.SaliencyException if the graph cannot be
   *     differentiated, an override matches nothing, or the result is not finite
   */
  public GradientResult run(ModifiedGradient gradient, GradientCall call) {
    shapes.require(call.batch());
    PlacedGradient placed = place(gradient);
    GradientCall fed = feed(placed, call);
    return in(
        present -> present.has(placed),
        session -> {
          try {
            return session.gradientGraph(placed).run(fed);
          } catch (NonFiniteValueException e) {
            throw new NonFiniteCause(session, placed).of(fed).orElse(e);
          }
        });
  }

  /**
   * Runs a gradient on a few samples and keeps what arrives at the layers on the way.
   *
   * <p>Uses a gradient graph of its own, so that the one of {@link #run} stays as cheap as it is.
   *
   * @param gradient its structure
   * @param call what it is fed, all of which runs at once
   * @return the maps and the layers' gradients, which may not be finite
   */
  public LayerGradients trace(ModifiedGradient gradient, GradientCall call) {
    return traced(gradient, call, Traced.LAYERS, TracedGradientGraph::run);
  }

  private <R> R traced(
      ModifiedGradient gradient,
      GradientCall call,
      Traced traced,
      BiFunction<TracedGradientGraph, GradientCall, R> run) {
    shapes.require(call.batch());
    PlacedGradient placed = place(gradient);
    GradientCall fed = feed(placed, call);
    return in(
        present -> present.hasTraced(placed, traced),
        session -> run.apply(session.tracedGraph(placed, traced), fed));
  }

  /**
   * The model's graph on its way to a gradient.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @return the graph as it was loaded, with markers, and with the gradient
   */
  public GraphStages graphs(ModifiedGradient gradient) {
    PlacedGradient placed = place(gradient);
    return in(
        present -> present.has(placed),
        session -> GraphStages.of(model, placed.sites(), session.definition(placed)));
  }

  /**
   * A gradient graph as plain nodes, for other graphs to take in.
   *
   * @param gradient its structure; the graph is built when it is first seen
   * @param weighted whether weights of the outputs are given instead of class indices
   * @return the nodes and what they stand for
   */
  public GradientDefinition definition(ModifiedGradient gradient, boolean weighted) {
    PlacedGradient placed = place(gradient);
    return in(present -> present.has(placed), session -> session.plainDefinition(placed, weighted));
  }

  /**
   * Writes variables into a checkpoint.
   *
   * @param gradients whose graphs read the variables
   * @param handles the VarHandleOp nodes of these graphs, by the checkpoint's keys
   * @param prefix ahead of the names of the checkpoint's files
   * @throws io.github.tfsaliency.attribution.SaliencyException if TensorFlow cannot write them
   */
  public void save(
      ImmutableSet<ModifiedGradient> gradients,
      ImmutableMap<String, NodeDef> handles,
      Path prefix) {
    ImmutableList<PlacedGradient> placed =
        gradients.stream().map(this::place).collect(toImmutableList());
    InferenceSession session = sessions.acquire(present -> placed.stream().allMatch(present::has));
    try {
      session.save(placed, handles, prefix);
    } finally {
      session.release();
    }
  }

  /** {@return whether the weights were shuffled, and so are not those in the model's folder} */
  public boolean isShuffled() {
    return sessions.areShuffled();
  }

  /**
   * The rules that a gradient puts into the model's graph.
   *
   * @param gradient its structure
   * @return in execution order
   */
  public ImmutableList<PlacedRule> rules(ModifiedGradient gradient) {
    sessions.requireOpen();
    return place(gradient).sites().stream().map(PlacedRule::of).collect(toImmutableList());
  }

  /**
   * What keeps its derivative though a gradient overrides its like: gates among activations, or
   * activations of another form.
   *
   * @param gradient its structure
   * @return in execution order; none if the gradient overrides them all, or single nodes alone
   */
  public ImmutableList<PlacedRule> kept(ModifiedGradient gradient) {
    sessions.requireOpen();
    return place(gradient).kept();
  }

  /** A tensor inside that gets a map is what a reference takes the place of, not its input. */
  private GradientCall feed(PlacedGradient placed, GradientCall call) {
    GradientCall fed = placed.feed(call);
    return fed.reference().isEmpty() ? fed : fed.withBatch(withInnerInputs(fed.batch()));
  }

  private PlacedGradient place(ModifiedGradient gradient) {
    return PlacedGradient.of(ended, gradient);
  }

  /** Runs something in the session that has what is built already, or room for it. */
  private <R> R in(Predicate<InferenceSession> built, Function<InferenceSession, R> run) {
    InferenceSession session = sessions.acquire(built);
    try {
      return run.apply(session);
    } finally {
      session.release();
    }
  }

  /**
   * The same weights, read elsewhere.
   *
   * @param ending what is read of the model
   * @return an engine that lives as long as this one; it is not closed
   */
  public GradientEngine at(Ending ending) {
    return ending.parts().isEmpty() ? this : other(ending, () -> ended.at(ending));
  }

  /**
   * The same model with maps of layers inside.
   *
   * @param layers what {@link #named} found, first outputs all of them
   * @return as {@link #at}; its maps have the names of {@code InnerInputs.nameOf}, without those of
   *     layers that no gradient arrives at
   */
  public GradientEngine mapping(ImmutableList<TensorRef> layers) {
    return other(ended.ending().withLayers(layers), () -> ended.withLayers(layers));
  }

  private GradientEngine other(Ending ending, Supplier<EndedModel> at) {
    GradientEngine known = others.getIfPresent(ending);
    if (known == null) {
      known = new GradientEngine(at.get(), sessions, Optional.empty());
      others.put(ending, known);
    }
    return known;
  }

  /** The layers inside that get maps; none where the inputs do. */
  ImmutableList<TensorRef> layerTensors() {
    return ended.ending().layers();
  }

  boolean mapsCountSamples() {
    return countSamples.get();
  }

  /** {@return the graph of what is computed between the inputs and what is read} */
  public InferenceGraph model() {
    return model;
  }

  /**
   * The layers of any shape by name.
   *
   * @return their values, and derivatives at them
   */
  public NamedLayers named() {
    return named;
  }

  /**
   * Computes the explained output of samples, all at once.
   *
   * @param batch the values of all inputs
   * @return {@code [N, ...]}
   * @throws io.github.tfsaliency.attribution.SaliencyException if TensorFlow cannot compute it
   */
  public FloatNdArray predict(Batch batch) {
    shapes.require(batch);
    return forward(graph -> graph.run(batch));
  }

  /**
   * Computes the scores of samples, all at once.
   *
   * @param batch the values of all inputs
   * @param targets what is explained of each sample
   * @return the chosen targets and their scores
   * @throws IllegalArgumentException if a class index is out of range
   * @throws io.github.tfsaliency.attribution.SaliencyException if TensorFlow cannot compute it, or
   *     a score is not finite
   */
  public Scores scores(Batch batch, ResolvedTargets targets) {
    shapes.require(batch);
    return forward(graph -> graph.scores(batch, targets));
  }

  /**
   * The node whose values are a layer's.
   *
   * @param layer which layer
   * @return its name in the model's graph
   * @throws io.github.tfsaliency.attribution.NoMatchingNodeException if there is no such layer
   */
  public String layerName(SpatialLayer layer) {
    return SpatialTensors.findScaled(model, layer).tensor().node();
  }

  /** The values of layers that have places. */
  EngineLayers layers() {
    return layers;
  }

  float[] normals(long seed, long stream, int count) {
    return in(any -> true, session -> session.normals().draw(seed, stream, count));
  }

  /** {@return the names of the inputs of floating-point numbers, which get a map themselves} */
  public ImmutableSet<String> continuousInputs() {
    return inputs().continuous();
  }

  FedInputs inputs() {
    return new FedInputs(model);
  }

  /**
   * Adds the values of tensors inside that get a map, for methods that change samples.
   *
   * @param batch the values of all inputs
   * @return the batch itself if there are none
   */
  Batch withInnerInputs(Batch batch) {
    return InnerInputs.add(
        InnerInputs.of(model), batch, tensor -> forward(graph -> graph.run(tensor, batch)));
  }

  /**
   * What all values between input and output take for one sample.
   *
   * @param like samples of the size in question
   * @return bytes, a little too many
   */
  public double activationBytes(Batch like) {
    return forward(graph -> graph.activationBytes(like));
  }

  private <R> R forward(Function<ForwardGraph, R> run) {
    return in(
        present -> ended.ending().parts().isEmpty() || present.hasForward(ended),
        session -> run.apply(session.forwardGraph(ended)));
  }

  /**
   * The shape of the explained output.
   *
   * @param batch the values of all inputs, asked for only if the model leaves the shape open
   * @return {@code [N, ...]}; N may be -1, or another number than that of the samples
   */
  public Shape outputShape(Supplier<Batch> batch) {
    Shape known = knownOutputShape();
    boolean fixed =
        !known.isUnknown() && known.numDimensions() > 0 && !known.tail().hasUnknownDimension();
    return fixed ? known : predict(batch.get().slice(0, 1)).shape();
  }

  /**
   * The shape of the explained output as far as the model fixes it.
   *
   * @return {@code [N, ...]} with -1 for free sizes, or of unknown rank
   */
  public Shape knownOutputShape() {
    return forward(ForwardGraph::staticShape);
  }

  /** {@return what TensorFlow may compute on} */
  public ImmutableList<Device> devices() {
    return sessions.devices();
  }

  /** Runs a computation to its end, even if the engine is closed in the meantime. */
  public <R> R holding(Supplier<R> run) {
    return sessions.holding(run);
  }

  /** Closes when the last computation is done. Closing again does nothing. */
  @Override
  public void close() {
    sessions.close();
  }

  /** The number of nodes in the current graph, for tests of growth. */
  int nodeCount() {
    return sessions.nodeCount();
  }
}
