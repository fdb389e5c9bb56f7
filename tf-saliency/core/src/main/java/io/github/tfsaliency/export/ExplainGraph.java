package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The nodes of a graph that compute an explanation.
 *
 * @param nodes all of them, under one scope
 * @param functions the loops' bodies
 * @param signatures how it is called, by their keys
 * @param gradients whose graphs read the variables
 */
record ExplainGraph(
    ImmutableList<NodeDef> nodes,
    ImmutableList<FunctionDef> functions,
    ImmutableMap<String, SignatureDef> signatures,
    ImmutableSet<ModifiedGradient> gradients) {

  /**
   * Writes the graph.
   *
   * @param fixed what is explained of every sample; empty for what the signature is given
   * @param scope ahead of the names of all nodes and functions
   */
  static ExplainGraph of(
      GradientEngine engine,
      InferenceGraph model,
      GraphForm form,
      Optional<ResolvedTargets> fixed,
      String scope) {
    Loops loops = new Loops(scope);
    FormWriter forms =
        new FormWriter(
            engine, changed(engine, model), fixed.flatMap(ResolvedTargets::weights), loops);
    try (GraphDraft draft = new GraphDraft(scope)) {
      Ops tf = draft.tf();
      SignatureDef.Builder signature =
          SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
      ImmutableMap.Builder<String, Operand<?>> inputs = ImmutableMap.builder();
      for (ModelInput input : model.inputs()) {
        Output<?> placeholder =
            placeholder(
                tf.withSubScope("inputs"), nodeName(input.name()), input.type(), input.shape());
        boolean first = model.channelsMoved().contains(input.tensor());
        inputs.put(
            input.name(),
            first ? reordered(tf, placeholder, input.shape().numDimensions(), true) : placeholder);
        signature.putInputs(input.name(), info(placeholder));
      }
      Operand<TInt64> target =
          fixed.isPresent()
              ? ofEachSample(tf, fixed.get(), inputs.buildOrThrow(), model)
              : Casts.typed(
                  placeholder(tf, ExplainSignature.TARGET, DataType.DT_INT64, Shape.of(-1)));
      if (fixed.isEmpty()) {
        signature.putInputs(ExplainSignature.TARGET, info(target));
      }
      Optional<Operand<TInt64>> seeds = Optional.empty();
      if (form instanceof GraphForm.Noisy) {
        // Of any rank: one for all samples, or one for each, as batching needs it.
        Operand<TInt64> seed =
            Casts.typed(placeholder(tf, ExplainSignature.SEED, DataType.DT_INT64, Shape.unknown()));
        signature.putInputs(ExplainSignature.SEED, info(seed));
        seeds = Optional.of(tf.broadcastTo(seed, tf.shape(target)));
      }
      ImmutableSet<String> firsts = withChannelsFirst(model);
      Explained explained =
          forms.write(
              draft,
              inOrder(form, !firsts.isEmpty()),
              new Feed(inputs.buildOrThrow(), target, seeds));
      List<Output<?>> outputs = new ArrayList<>();
      explained
          .maps()
          .forEach(
              (input, map) -> {
                String name = ExplainSignature.attribution(input, explained.maps().size() == 1);
                Operand<?> own =
                    firsts.contains(input)
                        ? reordered(tf, map, map.shape().numDimensions(), false)
                        : map;
                Output<?> output = tf.withName(nodeName(name)).identity(own).asOutput();
                outputs.add(output);
                signature.putOutputs(name, info(output));
              });
      Output<?> score =
          tf.withName(ExplainSignature.SCORE)
              .dtypes
              .cast(explained.score(), TFloat32.class)
              .asOutput();
      Output<?> chosen = tf.withName("explained_target").identity(explained.chosen()).asOutput();
      signature.putOutputs(ExplainSignature.SCORE, info(score));
      signature.putOutputs(ExplainSignature.TARGET, info(chosen));
      outputs.add(score);
      outputs.add(chosen);
      // A signature must not name what is not there, even if no output depends on it.
      inputs.buildOrThrow().values().forEach(input -> outputs.add(input.asOutput()));
      outputs.add(target.asOutput());
      return new ExplainGraph(
          draft.nodes(outputs.stream().map(GraphDraft::ref).toList()).values().stream()
              .map(NodeOutputs::withoutDefaults)
              .collect(ImmutableList.toImmutableList()),
          loops.functions(),
          ImmutableMap.of(ExplainSignature.KEY, signature.build()),
          forms.gradients());
    }
  }

  /** As many samples as the first input has that is no scalar. */
  private static Operand<TInt64> ofEachSample(
      Ops tf,
      ResolvedTargets fixed,
      ImmutableMap<String, Operand<?>> inputs,
      InferenceGraph model) {
    Operand<TInt64> index = tf.constant(fixed.indices().get(0));
    return model.inputs().stream()
        .filter(input -> input.shape().isUnknown() || input.shape().numDimensions() > 0)
        .findFirst()
        .map(
            input ->
                tf.fill(
                    tf.slice(
                        tf.shape(Casts.<TType>typed(requireNonNull(inputs.get(input.name())))),
                        tf.array(0),
                        tf.array(1)),
                    index))
        .orElseGet(() -> tf.fill(tf.array(1), index));
  }

  /** What belongs to all samples alike is not changed. */
  private static ImmutableSet<String> changed(GradientEngine engine, InferenceGraph model) {
    ImmutableSet<String> continuous = engine.continuousInputs();
    return model.inputs().stream()
        .filter(input -> input.shape().isUnknown() || input.shape().numDimensions() > 0)
        .map(ModelInput::name)
        .filter(continuous::contains)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The inputs whose maps go back into the order that the file has. */
  private static ImmutableSet<String> withChannelsFirst(InferenceGraph model) {
    return model.inputs().stream()
        .filter(input -> model.channelsMoved().contains(input.tensor()))
        .map(ModelInput::name)
        .filter(
            name -> {
              TensorRef attributed = model.attributed().get(name);
              return attributed != null && model.channelsMoved().contains(attributed);
            })
        .collect(ImmutableSet.toImmutableSet());
  }

  /** A whole sample that lines start at is in the order that the file has. */
  private static GraphForm inOrder(GraphForm form, boolean first) {
    if (!first) {
      return form;
    } else if (form instanceof GraphForm.Lines lines) {
      return new GraphForm.Lines(
          lines.lines().stream()
              .map(
                  line ->
                      new GraphForm.Line(
                          ChannelAxis.sampleToLast(line.baseline()),
                          line.positions(),
                          line.weights()))
              .collect(ImmutableList.toImmutableList()));
    } else if (form instanceof GraphForm.Product product) {
      return new GraphForm.Product(inOrder(product.map(), true), inOrder(product.places(), true));
    } else if (form instanceof GraphForm.Noisy noisy) {
      return new GraphForm.Noisy(inOrder(noisy.inner(), true), noisy.noise(), noisy.statistic());
    }
    return form;
  }

  private static Operand<?> reordered(Ops tf, Operand<?> values, int rank, boolean toLast) {
    int[] order = new int[rank];
    for (int i = 1; i < rank; i++) {
      order[i] = toLast ? (i == rank - 1 ? 1 : i + 1) : (i == 1 ? rank - 1 : i - 1);
    }
    return tf.linalg.transpose(Casts.<TType>typed(values), tf.constant(order));
  }

  private static Output<?> placeholder(Ops tf, String name, DataType type, Shape shape) {
    return tf.scope()
        .opBuilder("Placeholder", name)
        .setAttr("dtype", type)
        .setAttr("shape", shape)
        .build()
        .output(0);
  }

  /** What names may consist of. */
  private static String nodeName(String text) {
    String name = text.replaceAll("[^A-Za-z0-9_.\\-/]", "_");
    return name.matches("[A-Za-z0-9.].*") ? name : "x" + name;
  }

  static TensorInfo info(Operand<?> tensor) {
    Output<?> output = tensor.asOutput();
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(output.dataType())
        .setTensorShape(ShapeProtos.write(output.shape()))
        .build();
  }

  /** The VarHandleOp nodes, one for each variable. */
  ImmutableMap<VariableKey, NodeDef> variables() {
    Map<VariableKey, NodeDef> variables = new LinkedHashMap<>();
    for (NodeDef node : nodes) {
      if (node.getOp().equals(VariableKey.HANDLE)) {
        variables.putIfAbsent(VariableKey.of(node), node);
      }
    }
    return ImmutableMap.copyOf(variables);
  }
}
