package io.github.tfsaliency.examples.retraining;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.explain.AttributionMethod;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Says how relevant each value of each picture is for the picture's own class. */
interface Ranking {
  /**
   * The maps of a dataset.
   *
   * @return one value for each of the pictures', in the same order
   */
  float[] maps(Dataset data);

  /** By a method's maps, or by chance. */
  static Ranking of(RankingMethod method, Supplier<Model> model, long seed) {
    return method
        .method()
        .<Ranking>map(given -> new ByMethod(model, given))
        .orElse(new ByChance(seed));
  }

  /** The maps of a method. */
  record ByMethod(Supplier<Model> model, AttributionMethod method) implements Ranking {
    private static final int CHUNK = 500;

    /** Fixed, so that sums are of the same chunks on any machine. */
    private static final long MEMORY = 256L << 20;

    @Override
    public float[] maps(Dataset data) {
      Saliency saliency = Saliency.of(model.get()).method(method).memory(MEMORY);
      float[] values = data.copyOfValues();
      int size = Math.toIntExact(data.pictureShape().size());
      for (int from = 0; from < data.size(); from += CHUNK) {
        int count = Math.min(CHUNK, data.size() - from);
        Shape shape = data.pictureShape().prepend(count);
        float[] maps =
            saliency
                .target(
                    Target.classIndices(
                        LongStream.range(from, from + count)
                            .map(i -> data.labels().get((int) i))
                            .toArray()))
                .compute(
                    NdArrays.wrap(
                        shape,
                        DataBuffers.of(values, false, false)
                            .slice((long) from * size, (long) count * size)))
                .toArray();
        System.arraycopy(maps, 0, values, from * size, maps.length);
      }
      return values;
    }
  }

  /** The object before all else: what a right map of a picture would do at least. */
  record ByObject(ObjectPixels objects) implements Ranking {
    @Override
    public float[] maps(Dataset data) {
      float[] values = new float[Math.toIntExact(data.pictures().size())];
      int channels = Math.toIntExact(data.pictureShape().get(2));
      int pixels = values.length / data.size() / channels;
      for (int i = 0; i < data.size(); i++) {
        int first = i * pixels;
        objects
            .pixels()
            .get(i)
            .forEach(
                pixel ->
                    Arrays.fill(
                        values, (first + pixel) * channels, (first + pixel + 1) * channels, 1));
      }
      return values;
    }
  }

  /** Uniform in 0..1. */
  record ByChance(long seed) implements Ranking {
    @Override
    public float[] maps(Dataset data) {
      // Test pictures, of which there are fewer, have other maps than those to learn from.
      SplittableRandom random = new SplittableRandom(seed + data.size());
      float[] values = new float[Math.toIntExact(data.pictures().size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble();
      }
      return values;
    }
  }
}
