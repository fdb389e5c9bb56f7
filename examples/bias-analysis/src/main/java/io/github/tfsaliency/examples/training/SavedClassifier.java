package io.github.tfsaliency.examples.training;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * A SavedModel whose weights are constants: TensorFlow's exporter for Java writes no variables but
 * those of TensorFlow 1.
 */
final class SavedClassifier {
  private static final String INPUT = "image";
  private static final String OUTPUT = "logits";

  private SavedClassifier() {}

  /** Writes it, with the signature {@code serving_default}: {@code image} to {@code logits}. */
  static void write(Path folder, Shape picture, List<TFloat32> weights) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("saved_model.pb"), model(picture, weights).toByteArray());
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The classifier '%s' cannot be written: %s.", folder, e), e);
    }
  }

  private static SavedModel model(Shape picture, List<TFloat32> weights) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> pictures =
          tf.withName(INPUT)
              .placeholder(TFloat32.class, Placeholder.shape(picture.prepend(Shape.UNKNOWN_SIZE)));
      Operand<TFloat32> logits =
          tf.withName(OUTPUT)
              .identity(
                  Architecture.logits(
                      tf,
                      pictures,
                      weights.stream().map(weight -> tf.constantOf(weight)).toList()));
      MetaGraphDef.Builder content = MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef());
      content.getMetaInfoDefBuilder().addTags("serve");
      content.putSignatureDef(
          "serving_default",
          SignatureDef.newBuilder()
              .setMethodName("tensorflow/serving/predict")
              .putInputs(INPUT, info(pictures))
              .putOutputs(OUTPUT, info(logits))
              .build());
      return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(content).build();
    }
  }

  private static TensorInfo info(Operand<TFloat32> tensor) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDimBuilder().setSize(size);
    }
    return TensorInfo.newBuilder()
        .setName(tensor.asOutput().op().name() + ":0")
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .build();
  }
}
