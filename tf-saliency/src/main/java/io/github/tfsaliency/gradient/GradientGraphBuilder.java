package io.github.tfsaliency.gradient;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.TensorRef;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Adds a marked copy of the forward nodes, the target and the gradient to the model's graph. */
final class GradientGraphBuilder {
  private static final String FORWARD = "forward/";

  private final InferenceGraph model;
  private final Graph graph;
  private final String scope;
  private final Ops tf;

  private GradientGraphBuilder(InferenceGraph model, Graph graph, String scope) {
    this.model = model;
    this.graph = graph;
    this.scope = scope;
    tf = Ops.create(graph).withSubScope(scope);
  }

  static GradientGraph build(
      InferenceGraph model,
      Graph graph,
      Session session,
      ImmutableList<NodeDef> forwardNodes,
      ModifiedGradient gradient,
      String scope) {
    MarkerInsertion marked = MarkerInsertion.insert(forwardNodes, gradient.overrides());
    GradientCompletion completed =
        GradientCompletion.complete(
            marked.nodes(), model.input(), marked.marked(model.output()), node -> "");
    boolean needsRegistration =
        !completed.markers().isEmpty()
            || !gradient.overrides().isEmpty()
            || forwardNodes.stream().anyMatch(node -> node.getOp().equals("IdentityN"));
    if (needsRegistration) {
      GradientRegistration.ensureRegistered();
    }
    return new GradientGraphBuilder(model, graph, scope)
        .build(session, marked, completed, gradient);
  }

  static ForwardGraph buildForward(
      InferenceGraph model,
      Graph graph,
      Session session,
      ImmutableList<NodeDef> forwardNodes,
      String scope) {
    GradientGraphBuilder builder = new GradientGraphBuilder(model, graph, scope);
    TensorRef fed = builder.importForward(forwardNodes);
    Output<TNumber> output = builder.tensor(model.output());
    return new ForwardGraph(
        session, builder.tensor(fed), builder.tf.dtypes.cast(output, TFloat32.class));
  }

  private GradientGraph build(
      Session session,
      MarkerInsertion marked,
      GradientCompletion completed,
      ModifiedGradient gradient) {
    TensorRef fed = importForward(completed.nodes());
    Output<TNumber> output = tensor(completed.completed(marked.marked(model.output())));
    Operand<TNumber> flat = DynamicShape.perSample(tf, output);
    Placeholder<TInt64> target = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt64> chosen =
        tf.select(
            tf.math.less(target, tf.constant(0L)), tf.math.argMax(flat, tf.constant(1)), target);
    Operand<TInt32> outputs = DynamicShape.size(tf, flat, 1);
    // A target that does not exist is refused after the run; until then it must not stop the
    // gather.
    Operand<TInt64> existing =
        tf.math.minimum(
            chosen, tf.math.sub(tf.dtypes.cast(outputs, TInt64.class), tf.constant(1L)));
    Operand<TNumber> score =
        tf.gather(
            flat, tf.expandDims(existing, tf.constant(1)), tf.constant(1), Gather.batchDims(1L));
    Operand<TNumber> seed = seed(chosen, outputs, output);
    ImmutableMap<String, Operand<TFloat64>> parameters = parameters(gradient);

    Operand<TFloat32> map =
        tf.dtypes.cast(
            differentiate(marked, completed, parameters, output, seed, tensor(model.input())),
            TFloat32.class);
    Operand<TFloat32> fedInput = tensor(fed);
    if (gradient.timesInput()) {
      map = tf.math.mul(map, fedInput);
    }
    Operand<TFloat64> score64 = tf.dtypes.cast(tf.reshape(score, tf.array(-1)), TFloat64.class);
    return new GradientGraph(
        model,
        session,
        fedInput,
        target,
        parameters,
        map,
        chosen,
        score64,
        tf.math.logicalAnd(allFinite(map), allFinite(score64)),
        outputs);
  }

  private Operand<TNumber> seed(
      Operand<TInt64> chosen, Operand<TInt32> outputs, Output<TNumber> output) {
    Operand<TFloat32> oneHot = tf.oneHot(chosen, outputs, tf.constant(1f), tf.constant(0f));
    return tf.reshape(tf.dtypes.cast(oneHot, output.type()), tf.shape(output));
  }

  private ImmutableMap<String, Operand<TFloat64>> parameters(ModifiedGradient gradient) {
    ImmutableMap.Builder<String, Operand<TFloat64>> parameters = ImmutableMap.builder();
    gradient.overrides().stream()
        .flatMap(override -> override.rule().parameters().stream())
        .distinct()
        .forEach(
            name ->
                parameters.put(
                    name,
                    tf.withName(name)
                        .placeholder(TFloat64.class, Placeholder.shape(Shape.scalar()))));
    return parameters.buildOrThrow();
  }

  private Output<?> differentiate(
      MarkerInsertion marked,
      GradientCompletion completed,
      ImmutableMap<String, Operand<TFloat64>> parameters,
      Output<TNumber> output,
      Operand<TNumber> seed,
      Output<TNumber> input) {
    ImmutableMap.Builder<String, MarkerInsertion.Marker> markers = ImmutableMap.builder();
    marked.markers().forEach((name, marker) -> markers.put(scope + "/" + FORWARD + name, marker));
    ImmutableMap.Builder<String, GradientCompletion.Marker> missing = ImmutableMap.builder();
    completed
        .markers()
        .forEach((name, marker) -> missing.put(scope + "/" + FORWARD + name, marker));
    try {
      return GradientRegistration.during(
          new GradientRegistration.Build(
              markers.buildOrThrow(), missing.buildOrThrow(), parameters),
          () ->
              graph
                  .addGradients(
                      scope + "/gradient",
                      new Output<?>[] {output},
                      new Output<?>[] {input},
                      new Output<?>[] {seed.asOutput()})[0]);
    } catch (TensorFlowException | UnsupportedOperationException e) {
      throw new UnsupportedModelException(
          String.format(
              "The output '%s' of the SavedModel '%s' cannot be differentiated: %s\n"
                  + "Maybe choose an output ahead of that op with Model.from(path).output(name).",
              model.outputName(), model.directory(), e.getMessage()),
          e);
    }
  }

  /** Imports the copy and says what to feed: float32 in front of whatever type the model takes. */
  private TensorRef importForward(List<NodeDef> nodes) {
    String placeholder = model.input().node();
    TensorRef fed = model.input();
    List<NodeDef> imported = new ArrayList<>(nodes);
    if (model.inputType() != DataType.DT_FLOAT) {
      fed = new TensorRef(placeholder + "/float32", 0);
      for (int i = 0; i < imported.size(); i++) {
        NodeDef node = imported.get(i);
        if (node.getName().equals(placeholder)) {
          imported.set(i, cast(placeholder, fed, model.inputType()));
          imported.add(
              node.toBuilder()
                  .setName(fed.node())
                  .putAttr("dtype", type(DataType.DT_FLOAT))
                  .build());
          break;
        }
      }
    }
    graph.importGraphDef(GraphDef.newBuilder().addAllNode(imported).build(), scope + "/" + FORWARD);
    return fed;
  }

  private static NodeDef cast(String name, TensorRef source, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(source.toString())
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
    return graph.operationOrThrow(scope + "/" + FORWARD + tensor.node()).output(tensor.index());
  }

  private Operand<TBool> allFinite(Operand<? extends TNumber> values) {
    Operand<TBool> flat = tf.reshape(tf.math.isFinite(values), tf.array(-1));
    return tf.reduceAll(flat, tf.constant(0));
  }
}
