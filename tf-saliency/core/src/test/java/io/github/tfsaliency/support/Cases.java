package io.github.tfsaliency.support;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.file.Npy;
import java.nio.file.Path;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Small models that others saved, with inputs and the values that are expected. */
public final class Cases {
  private final Path folder;

  private Cases(Path folder) {
    this.folder = folder;
  }

  public static Cases of(String name) {
    return new Cases(Path.of("src/test/resources/cases", name));
  }

  public ModelLoader model() {
    return Model.from(folder.resolve("model"));
  }

  /** One of several models. */
  public ModelLoader named(String model) {
    return Model.from(folder.resolve(model));
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  public FloatNdArray array(String name) {
    return Npy.read(file(name + ".npy"));
  }

  /** The same values in another shape. */
  public static FloatNdArray shaped(FloatNdArray values, long... sizes) {
    return NdArrays.wrap(Shape.of(sizes), DataBuffers.of(Maps.array(values), false, false));
  }
}
