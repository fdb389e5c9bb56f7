package io.github.tfsaliency;

import io.github.tfsaliency.file.Npy;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small models that others saved, with inputs and the values that are expected. */
final class Cases {
  private final Path folder;

  private Cases(Path folder) {
    this.folder = folder;
  }

  static Cases of(String name) {
    return new Cases(Path.of("src/test/resources/cases", name));
  }

  ModelLoader model() {
    return Model.from(folder.resolve("model"));
  }

  /** One of several models. */
  ModelLoader named(String model) {
    return Model.from(folder.resolve(model));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  FloatNdArray array(String name) {
    return Npy.read(file(name + ".npy"));
  }

  /** The same values in another shape. */
  static FloatNdArray shaped(FloatNdArray values, long... sizes) {
    return NdArrays.wrap(Shape.of(sizes), DataBuffers.of(Maps.array(values), false, false));
  }
}
