package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.savedmodel.ExplainSignature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * An explanation that is given encoded pictures: the nodes that read its input once more, behind
 * nodes that decode. Functions, weights and all that does not read the input are there once.
 *
 * @param nodes what is added to the explanation's
 * @param functions what is added to the explanation's
 * @param signature how it is called
 */
record EncodedSignature(
    ImmutableList<NodeDef> nodes, ImmutableList<FunctionDef> functions, SignatureDef signature) {

  /** The node of what the model is given, for callers that need it. */
  private static final String PICTURES = "pictures";

  /**
   * Writes the signature.
   *
   * @param explain the explanation of arrays
   * @param input what they are
   * @param scope ahead of the names of all nodes and functions
   */
  static EncodedSignature of(ExplainGraph explain, EncodedInput input, String scope) {
    SignatureDef ofArrays = requireNonNull(explain.signatures().get(ExplainSignature.KEY));
    TensorInfo replaced = ofArrays.getInputsOrThrow(input.name());
    Loops loops = new Loops(scope + "_decode");
    try (GraphDraft draft = new GraphDraft(scope + "_decode")) {
      Ops tf = draft.tf();
      Operand<TString> files =
          Casts.typed(
              tf.scope()
                  .opBuilder("Placeholder", ExplainSignature.IMAGE_BYTES)
                  .setAttr("dtype", DataType.DT_STRING)
                  .setAttr("shape", Shape.of(-1))
                  .build()
                  .output(0));
      Output<?> values =
          tf.withName(PICTURES)
              .identity(
                  Casts.<TType>typed(
                      Casts.to(tf, values(draft, files, input, loops), replaced.getDtype())))
              .asOutput();
      ImmutableList.Builder<NodeDef> nodes = ImmutableList.builder();
      nodes.addAll(
          draft.nodes(List.of(GraphDraft.ref(values))).values().stream()
              .map(NodeOutputs::withoutDefaults)
              .toList());
      Map<TensorRef, TensorRef> moved = new HashMap<>();
      moved.put(TensorRef.parse(replaced.getName()), GraphDraft.ref(values));
      Map<String, String> copies = copies(explain, replaced, scope);
      explain.nodes().stream()
          .filter(node -> copies.containsKey(node.getName()))
          .forEach(node -> nodes.add(copy(node, copies, moved)));
      SignatureDef.Builder signature =
          ofArrays.toBuilder()
              .removeInputs(input.name())
              .putInputs(ExplainSignature.IMAGE_BYTES, ExplainGraph.info(files));
      ofArrays
          .getOutputsMap()
          .forEach((name, info) -> signature.putOutputs(name, of(info, copies)));
      return new EncodedSignature(nodes.build(), loops.functions(), signature.build());
    }
  }

  /** An explanation that has this signature too. */
  ExplainGraph added(ExplainGraph explain) {
    return new ExplainGraph(
        ImmutableList.<NodeDef>builder().addAll(explain.nodes()).addAll(nodes).build(),
        ImmutableList.<FunctionDef>builder().addAll(explain.functions()).addAll(functions).build(),
        ImmutableMap.<String, SignatureDef>builder()
            .putAll(explain.signatures())
            .put(ExplainSignature.ENCODED_KEY, signature)
            .buildOrThrow(),
        explain.gradients());
  }

  /** The names of what depends on the input, each with the name of its copy. */
  private static Map<String, String> copies(
      ExplainGraph explain, TensorInfo replaced, String scope) {
    String placeholder = TensorRef.parse(replaced.getName()).node();
    Map<String, NodeDef> byName = new HashMap<>();
    explain.nodes().forEach(node -> byName.put(node.getName(), node));
    Map<String, Boolean> depends = new HashMap<>();
    depends.put(placeholder, true);
    Map<String, String> copies = new HashMap<>();
    for (NodeDef node : explain.nodes()) {
      if (!node.getName().equals(placeholder) && depends(node, byName, depends)) {
        copies.put(node.getName(), scope + "_encoded" + node.getName().substring(scope.length()));
      }
    }
    return copies;
  }

  private static boolean depends(
      NodeDef node, Map<String, NodeDef> byName, Map<String, Boolean> known) {
    Boolean before = known.get(node.getName());
    if (before != null) {
      return before;
    }
    boolean result = false;
    for (String read : node.getInputList()) {
      String name = read.startsWith("^") ? read.substring(1) : TensorRef.parse(read).node();
      result |= depends(requireNonNull(byName.get(name), name), byName, known);
    }
    known.put(node.getName(), result);
    return result;
  }

  private static NodeDef copy(
      NodeDef node, Map<String, String> copies, Map<TensorRef, TensorRef> moved) {
    NodeDef.Builder copy =
        node.toBuilder().setName(requireNonNull(copies.get(node.getName()))).clearInput();
    for (String read : node.getInputList()) {
      if (read.startsWith("^")) {
        String name = read.substring(1);
        copy.addInput("^" + copies.getOrDefault(name, name));
      } else {
        TensorRef tensor = TensorRef.parse(read);
        TensorRef instead =
            new TensorRef(copies.getOrDefault(tensor.node(), tensor.node()), tensor.index());
        copy.addInput(moved.getOrDefault(tensor, instead).toString());
      }
    }
    return copy.build();
  }

  private static TensorInfo of(TensorInfo info, Map<String, String> copies) {
    TensorRef tensor = TensorRef.parse(info.getName());
    return info.toBuilder()
        .setName(copies.getOrDefault(tensor.node(), tensor.node()) + ":" + tensor.index())
        .build();
  }

  /** What the model takes, one picture after another decoded, so that their sizes may differ. */
  private static Operand<TFloat32> values(
      GraphDraft draft, Operand<TString> files, EncodedInput input, Loops loops) {
    Ops tf = draft.tf();
    int width = input.width();
    int height = input.height();
    Operand<TInt32> count = DynamicShape.size(tf, files, 0);
    Operand<TUint8> black =
        tf.fill(
            tf.stack(List.of(count, tf.constant(height), tf.constant(width), tf.constant(3))),
            tf.dtypes.cast(tf.constant(0), TUint8.class));
    PictureGraph picture = new PictureGraph(loops, width, height);
    Operand<TUint8> pixels =
        Casts.typed(
            loops
                .write(
                    draft,
                    count,
                    ImmutableList.of(black),
                    ImmutableList.of(files),
                    (body, turn, sums, same) ->
                        List.of(
                            body.tf()
                                .tensorScatterNdUpdate(
                                    Casts.<TUint8>typed(sums.get(0)),
                                    body.tf().reshape(turn, body.tf().array(1, 1)),
                                    body.tf()
                                        .expandDims(
                                            picture.write(body, Casts.typed(same.get(0)), turn),
                                            body.tf().constant(0)))))
                .get(0));
    Operand<TInt32> levels =
        tf.math.add(
            tf.dtypes.cast(
                tf.gather(pixels, tf.constant(input.order()), tf.constant(3)), TInt32.class),
            tf.constant(input.starts()));
    Operand<TFloat32> values =
        tf.reshape(
            tf.gather(tf.constant(input.table()), levels, tf.constant(0)),
            tf.array(-1, height, width, 3));
    return input.channelsFirst() ? tf.linalg.transpose(values, tf.array(0, 3, 1, 2)) : values;
  }
}
