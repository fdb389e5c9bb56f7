package io.github.tfsaliency.graph.savedmodel;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.ModelInput;
import io.github.tfsaliency.graph.NodeOutputs;
import io.github.tfsaliency.graph.Placeholders;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TensorRef;
import io.github.tfsaliency.graph.inline.GraphDraft;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;

/**
 * Inputs of strings that are fed places in a list of texts: the list becomes a constant, from which
 * the model gathers what its own input was. Texts have no arrays of floats, places have.
 */
final class ListedTexts {
  private final ImmutableMap<String, ImmutableList<String>> texts;

  private ListedTexts(ImmutableMap<String, ImmutableList<String>> texts) {
    this.texts = texts;
  }

  /**
   * Checks the names.
   *
   * @param texts by the names of inputs
   * @param inputs the signature's
   * @throws UnsupportedModelException if there is no such input, or it takes no strings
   */
  static ListedTexts of(
      ImmutableMap<String, ImmutableList<String>> texts, Map<String, TensorInfo> inputs) {
    texts
        .keySet()
        .forEach(
            name -> {
              TensorInfo input = inputs.get(name);
              if (input == null) {
                throw new UnsupportedModelException(
                    Message.of(
                        "The model has no input '%s' that could be given texts.\nMaybe one of %s.",
                        name, NearestNames.of(name, inputs.keySet())));
              }
              if (input.getDtype() != DataType.DT_STRING) {
                throw new UnsupportedModelException(
                    Message.of(
                        "The input '%s' takes %s, not texts.\nMaybe give it numbers.",
                        name, NodeOutputs.name(input.getDtype())));
              }
            });
    return new ListedTexts(texts);
  }

  /** The names of the inputs. */
  ImmutableSet<String> inputs() {
    return texts.keySet();
  }

  /**
   * Puts the lists into the graph.
   *
   * @param choice as the file has the inputs
   * @return the same choice, where inputs of strings are inputs of places
   */
  InputChoice put(InputChoice choice, GraphDraft graph) {
    Map<TensorRef, TensorRef> places = new LinkedHashMap<>();
    ImmutableList<ModelInput> fed =
        choice.fed().stream()
            .map(
                input -> {
                  ImmutableList<String> listed = texts.get(input.name());
                  if (listed == null || input.type() != DataType.DT_STRING) {
                    return input;
                  }
                  ModelInput place = place(input, listed, graph);
                  places.put(input.tensor(), place.tensor());
                  return place;
                })
            .collect(toImmutableList());
    return new InputChoice(
        fed,
        choice.redirected(),
        choice
            .named()
            .map(
                named ->
                    Map.entry(
                        named.getKey(), places.getOrDefault(named.getValue(), named.getValue()))));
  }

  private static ModelInput place(
      ModelInput input, ImmutableList<String> listed, GraphDraft graph) {
    String name = input.tensor().node();
    String place =
        graph.add(
            Placeholders.of(name, DataType.DT_INT32, input.shape()).toBuilder(), name + "/place");
    graph.override(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("GatherV2")
            .addInput(graph.add(constant(texts(listed)), name + "/texts"))
            .addInput(place)
            .addInput(graph.add(constant(zero()), name + "/texts_axis"))
            .putAttr("Tparams", type(DataType.DT_STRING))
            .putAttr("Tindices", type(DataType.DT_INT32))
            .putAttr("Taxis", type(DataType.DT_INT32))
            .putAttr("batch_dims", AttrValue.newBuilder().setI(0).build())
            .build());
    return new ModelInput(input.name(), new TensorRef(place, 0), DataType.DT_INT32, input.shape());
  }

  private static TensorProto texts(ImmutableList<String> listed) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(ShapeProtos.write(Shape.of(listed.size())));
    listed.forEach(text -> tensor.addStringVal(ByteString.copyFromUtf8(text)));
    return tensor.build();
  }

  private static TensorProto zero() {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_INT32)
        .setTensorShape(ShapeProtos.write(Shape.scalar()))
        .addIntVal(0)
        .build();
  }

  private static NodeDef.Builder constant(TensorProto value) {
    return NodeDef.newBuilder()
        .setOp("Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
