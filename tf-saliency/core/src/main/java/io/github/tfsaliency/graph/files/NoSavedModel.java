package io.github.tfsaliency.graph.files;

import com.google.common.base.Ascii;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;

/** The error for a file instead of a SavedModel's folder: how to make a SavedModel of it. */
final class NoSavedModel {
  private NoSavedModel() {}

  static UnsupportedModelException because(Path file) {
    return new UnsupportedModelException(
        Message.of(
            "'%s' is a file, but a SavedModel is a folder with saved_model.pb in it.\nMaybe %s.",
            file, Message.part(remedy(file))));
  }

  private static String remedy(Path file) {
    if (String.valueOf(file.getFileName()).equals("saved_model.pb")) {
      return "give the folder of the file";
    }
    return switch (Ascii.toLowerCase(MoreFiles.getFileExtension(file))) {
      case "keras", "h5", "hdf5" ->
          "make one of the Keras model in Python:"
              + " model = keras.models.load_model(file); model.export(folder)";
      case "tflite" ->
          "export the model that the TensorFlow Lite file was converted from, as a SavedModel:"
              + " model.export(folder) in Keras, tf.saved_model.save(module, folder) otherwise";
      case "pb" ->
          "make one of the frozen graph in Python with"
              + " tf.compat.v1.saved_model.simple_save(session, folder, inputs, outputs)";
      default -> "make one in Python with model.export(folder) of Keras or tf.saved_model.save";
    };
  }
}
