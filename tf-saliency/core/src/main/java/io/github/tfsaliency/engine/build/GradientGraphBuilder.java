package io.github.tfsaliency.engine.build;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.deadline.Deadline;
import io.github.tfsaliency.engine.forward.ExplainedOutput;
import io.github.tfsaliency.engine.forward.ForwardCopy;
import io.github.tfsaliency.engine.forward.ForwardGraph;
import io.github.tfsaliency.engine.forward.InnerInputs;
import io.github.tfsaliency.engine.marker.GradientCompletion;
import io.github.tfsaliency.engine.marker.GradientRegistration;
import io.github.tfsaliency.engine.marker.MarkerInsertion;
import io.github.tfsaliency.engine.marker.MarkerSite;
import io.github.tfsaliency.engine.marker.RuleGradient;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.check.TensorBudget;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.opgradient.GradientPath;
import io.github.tfsaliency.opgradient.GraphOps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Adds a marked copy of the forward nodes, the target and the gradient to the model's graph. */
public final class GradientGraphBuilder {
  private static final String FORWARD = "forward/";
  private static final String REFERENCE = "reference";

  private final InferenceGraph model;
  private final Graph graph;
  private final String scope;
  private final Ops tf;

  /** What has been imported. */
  private @Nullable ForwardCopy forward;

  private double sampleBytes;

  private GradientGraphBuilder(InferenceGraph model, Graph graph, String scope) {
    this.model = model;
    this.graph = graph;
    this.scope = scope;
    Ops scoped = GraphOps.of(graph);
    for (String part : Splitter.on('/').split(scope)) {
      scoped = scoped.withSubScope(part);
    }
    tf = scoped;
  }

  /**
   * Adds a gradient graph.
   *
   * @param traced which gradients on the way are wanted too, at some cost
   */
  public static TracedGradientGraph build(
      SharedSession shared,
      ImmutableList<NodeDef> forwardNodes,
      PlacedGradient placed,
      ImmutableList<BiasSite> biases,
      String scope,
      Traced traced) {
    InferenceGraph model = placed.model().graph();
    ImmutableList<MarkerSite> sites = placed.sites();
    Optional<AttentionMaps> attention =
        placed.gradient().attention().map(mapping -> AttentionMaps.of(model, mapping));
    MarkerInsertion marked = MarkerInsertion.insert(forwardNodes, sites);
    GradientSources sources =
        attention
            .map(maps -> GradientSources.of(maps.sources()))
            .orElseGet(() -> GradientSources.of(placed, marked));
    GradientGraphBuilder builder = new GradientGraphBuilder(model, shared.graph(), scope);
    return builder.build(
        shared,
        sources,
        marked,
        complete(placed, ImmutableSet.copyOf(sources.marked().values()), marked),
        comparesWithReference(placed)
            ? Optional.of(builder.reference(forwardNodes))
            : Optional.empty(),
        placed,
        attention,
        biases,
        TracedLayers.of(traced, model.weightNodes(), forwardNodes, sites, marked));
  }

  private static boolean comparesWithReference(PlacedGradient placed) {
    return placed.gradient().factor() == ModifiedGradient.Factor.DIFFERENCE_FROM_REFERENCE
        || placed.sites().stream().anyMatch(site -> site.rule().usesReference());
  }

  /** A copy of the model that is given the reference. */
  private GradientGraphBuilder reference(List<NodeDef> forwardNodes) {
    GradientGraphBuilder builder = new GradientGraphBuilder(model, graph, scope + "/" + REFERENCE);
    builder.importForward(forwardNodes);
    return builder;
  }

  /** This copy as a pass ahead of the gradient's, once all that reads it has been built. */
  private ReferencePass referencePass(SharedSession shared, boolean pairsSamples) {
    String within = scope + "/";
    ImmutableMap<String, Operand<TFloat32>> inputs = fedInputs();
    return new ReferencePass(
        within,
        shared.session(),
        inputs,
        InnerInputs.in(model, requireNonNull(forward)),
        model.attributed().keySet(),
        pairsSamples,
        ReferencePass.readOutside(within, inputs.values()),
        // Tensors travel to a GPU at each call, which takes longer than computing them there.
        shared.onGpu() ? Optional.empty() : Optional.of(shared.references()));
  }

  private static GradientCompletion complete(
      PlacedGradient placed, ImmutableSet<TensorRef> sources, MarkerInsertion marked) {
    InferenceGraph model = placed.model().graph();
    if (sources.isEmpty()) {
      return GradientCompletion.none(marked.nodes());
    }
    TensorRef output = marked.marked(model.output());
    if (placed.gradient().isOfAttention()
        && !GradientPath.between(marked.nodes(), sources, output).carries(output)) {
      throw ArrivingGradients.independentOfAttention(model);
    }
    GradientCompletion completed =
        GradientCompletion.complete(
            marked.nodes(), sources, output, placed.comparison(), model::origin);
    if (completed.nodes().stream().anyMatch(node -> node.getOp().equals("IdentityN"))) {
      GradientRegistration.ensureRegistered();
    }
    return completed;
  }

  public static ForwardGraph buildForward(
      EndedModel ended,
      Graph graph,
      Session session,
      ImmutableList<NodeDef> forwardNodes,
      String scope) {
    InferenceGraph model = ended.graph();
    GradientGraphBuilder builder = new GradientGraphBuilder(model, graph, scope);
    builder.importForward(forwardNodes);
    Output<TNumber> output = builder.tensor(model.output());
    return new ForwardGraph(
        model,
        session,
        requireNonNull(builder.forward),
        builder.fedInputs(),
        InnerInputs.in(model, requireNonNull(builder.forward)),
        ExplainedOutput.of(
            builder.tf.withSubScope("target"),
            ended.ending(),
            output,
            Optional.empty(),
            ModifiedGradient.Seed.ONE,
            ImmutableMap.of()),
        output,
        builder.sampleBytes);
  }

  private TracedGradientGraph build(
      SharedSession shared,
      GradientSources sources,
      MarkerInsertion marked,
      GradientCompletion completed,
      Optional<GradientGraphBuilder> reference,
      PlacedGradient placed,
      Optional<AttentionMaps> attention,
      ImmutableList<BiasSite> biases,
      ImmutableMap<String, TensorRef> traced) {
    ModifiedGradient gradient = placed.gradient();
    importForward(BiasSite.withCopies(completed.nodes(), biases));
    Deadline.current().check();
    Output<TNumber> output = tensor(completed.completed(marked.marked(model.output())));
    ImmutableMap<String, Operand<TFloat64>> parameters = parameters(placed);
    ExplainedOutput explained =
        ExplainedOutput.of(
            tf.withSubScope("target"),
            placed.model().ending(),
            output,
            reference.map(other -> other.tensor(model.output())),
            gradient.seed(),
            parameters);

    List<TensorRef> within =
        Streams.concat(
                biases.stream().map(BiasSite::output).map(marked::marked), traced.values().stream())
            .map(completed::completed)
            .toList();
    ForwardCopy copy = requireNonNull(forward);
    @Nullable ForwardCopy referenceCopy = reference.map(other -> other.forward).orElse(null);
    Output<?>[] gradients =
        differentiate(
            ImmutableMap.<String, GradientRegistration.MarkerGradient>builder()
                .putAll(
                    RuleGradient.of(
                        marked,
                        copy,
                        Optional.ofNullable(referenceCopy),
                        shared.splitWeights(),
                        tf.withSubScope("split"),
                        parameters,
                        shared.onGpu()))
                .putAll(completed.gradients(copy.prefix(), Optional.ofNullable(referenceCopy)))
                .buildOrThrow(),
            sources.marked(),
            completed,
            output,
            explained.seed(),
            within);
    if (placed.model().ending().layers().isEmpty()) {
      ArrivingGradients.require(model, gradients, sources.values(), attention.isPresent());
    }
    int wanted = sources.size() + biases.size();
    ImmutableList<BiasSite> arriving = arriving(biases, gradients, sources.size());
    FinishedMaps finished =
        attention
            .map(maps -> maps.finished(tf, copy, gradients, model.attributed()))
            .orElseGet(
                () ->
                    FinishedMaps.of(
                        tf,
                        gradient,
                        sources.arriving(gradients),
                        float32(gradients, wanted),
                        arriving,
                        copy,
                        referenceCopy,
                        model.attributed(),
                        gradient
                            .mapping()
                            .map(mapping -> GradientSources.layer(model, mapping).grid()),
                        reference.isPresent()
                            ? explained.above(reference.get().tensor(model.output()))
                            : gradient.factor() == ModifiedGradient.Factor.INPUT_AND_BIASES
                                ? explained.weightedScore()
                                : explained.startSum()));
    GradientGraph built =
        new GradientGraph(
            model,
            shared.session(),
            fedInputs(),
            InnerInputs.in(model, copy),
            reference.map(other -> other.referencePass(shared, completed.isCompared())),
            gradient.mapping().map(any -> tensor(sources.values().values().asList().get(0))),
            explained,
            parameters,
            finished.with(tf.withSubScope("same"), sources.others()));
    return new TracedGradientGraph(built, layers(gradients, wanted, traced.keySet().asList()));
  }

  /** The gradients that follow those of the inputs, without those that nothing arrives at. */
  private ImmutableMap<String, Operand<TFloat32>> layers(
      Output<?>[] gradients, int first, ImmutableList<String> names) {
    Ops ops = tf.withSubScope("layers");
    ImmutableMap.Builder<String, Operand<TFloat32>> layers = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      Output<?> gradient = gradients[first + i];
      if (ArrivingGradients.arrives(gradient)) {
        layers.put(names.get(i), ops.dtypes.cast(gradient.asOutput(), TFloat32.class));
      }
    }
    return layers.buildOrThrow();
  }

  private List<Operand<TFloat32>> float32(Output<?>[] gradients, int count) {
    Ops ops = tf.withSubScope("map");
    List<Operand<TFloat32>> cast = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (ArrivingGradients.arrives(gradients[i])) {
        cast.add(ops.dtypes.cast(gradients[i].asOutput(), TFloat32.class));
      }
    }
    return cast;
  }

  /** Those whose gradient follows that of the inputs. */
  private static ImmutableList<BiasSite> arriving(
      ImmutableList<BiasSite> biases, Output<?>[] gradients, int first) {
    ImmutableList.Builder<BiasSite> arriving = ImmutableList.builder();
    for (int i = 0; i < biases.size(); i++) {
      if (ArrivingGradients.arrives(gradients[first + i])) {
        arriving.add(biases.get(i));
      }
    }
    return arriving.build();
  }

  private ImmutableMap<String, Operand<TFloat64>> parameters(PlacedGradient placed) {
    ImmutableMap.Builder<String, Operand<TFloat64>> parameters = ImmutableMap.builder();
    Stream.concat(
            placed.numbers().keySet().stream(),
            placed.gradient().seed() == ModifiedGradient.Seed.CONTRAST
                ? Stream.of(ModifiedGradient.CONTRAST)
                : Stream.<String>empty())
        .forEach(
            name ->
                parameters.put(
                    name,
                    tf.withName(name.replace('/', '_'))
                        .placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()))));
    return parameters.buildOrThrow();
  }

  private Output<?>[] differentiate(
      ImmutableMap<String, GradientRegistration.MarkerGradient> markers,
      ImmutableMap<String, TensorRef> sources,
      GradientCompletion completed,
      Output<TNumber> output,
      Operand<TNumber> seed,
      List<TensorRef> layers) {
    Output<?>[] inputs =
        Stream.concat(sources.values().stream().map(completed::completed), layers.stream())
            .map(this::tensor)
            .toArray(Output<?>[]::new);
    if (inputs.length == 0) {
      return inputs;
    }
    Output<?>[] gradients;
    try {
      gradients =
          GradientRegistration.during(
              new GradientRegistration.Build(markers),
              () ->
                  graph.addGradients(
                      scope + "/gradient",
                      new Output<?>[] {output},
                      inputs,
                      new Output<?>[] {seed.asOutput()}));
    } catch (TensorFlowException | UnsupportedOperationException e) {
      throw new UnsupportedModelException(
          Message.of(
              "The output '%s' of the SavedModel '%s' cannot be differentiated: %s\n"
                  + "Maybe choose an output before that op with Model.from(path).output(name).",
              model.outputName(), model.directory(), Message.reason(e)),
          e);
    }
    Deadline.current().check();
    return gradients;
  }

  /** Imports the copy; float32 is fed in front of whatever type the model takes. */
  private void importForward(List<NodeDef> nodes) {
    Map<String, DataType> cast = new HashMap<>();
    for (ModelInput input : model.inputs()) {
      if (input.type() != DataType.DT_FLOAT) {
        cast.put(input.tensor().node(), input.type());
      }
    }
    List<NodeDef> imported = new ArrayList<>();
    for (NodeDef node : nodes) {
      DataType type = cast.get(node.getName());
      if (type == null) {
        imported.add(node);
      } else {
        String fed = fedName(node.getName());
        imported.add(
            node.toBuilder().setName(fed).putAttr("dtype", type(DataType.DT_FLOAT)).build());
        imported.add(cast(node.getName(), fed, type));
      }
    }
    String prefix = scope + "/" + FORWARD;
    graph.importGraphDef(GraphDef.newBuilder().addAllNode(imported).build(), prefix);
    sampleBytes = TensorBudget.requireActivations(graph, imported, prefix);
    forward = ForwardCopy.of(graph, prefix, imported);
  }

  /** The node that stands for an input, of the type that the model takes, within the scope. */
  static String entry(ModelInput input) {
    return FORWARD + input.tensor().node();
  }

  /** The same for what the reference is fed to. */
  static String referenceEntry(ModelInput input) {
    return REFERENCE + "/" + entry(input);
  }

  private static String fedName(String placeholder) {
    return placeholder + "/float32";
  }

  private ImmutableMap<String, Operand<TFloat32>> fedInputs() {
    ImmutableMap.Builder<String, Operand<TFloat32>> fed = ImmutableMap.builder();
    for (ModelInput input : model.inputs()) {
      String placeholder = input.tensor().node();
      Output<TFloat32> tensor =
          tensor(
              new TensorRef(
                  input.type() == DataType.DT_FLOAT ? placeholder : fedName(placeholder), 0));
      fed.put(input.name(), tensor);
    }
    return fed.buildOrThrow();
  }

  private static NodeDef cast(String name, String source, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(source)
        .putAttr("SrcT", type(DataType.DT_FLOAT))
        .putAttr("DstT", type(type))
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // a graph knows its tensors' types, Java does not
  private <T extends TNumber> Output<T> tensor(TensorRef tensor) {
    return requireNonNull(forward).tensor(tensor);
  }
}
