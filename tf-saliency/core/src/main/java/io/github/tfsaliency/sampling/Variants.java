package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Runs a model on many variants of each sample, in chunks. Only the variants of one chunk exist at
 * the same time.
 *
 * @since 0.1.0
 */
public final class Variants {
  private final Samples samples;
  private final int[] origins;
  private final int first;
  private final int count;
  private final Writer writer;
  private final Map<String, float[]> scratch = new HashMap<>();

  /** Makes a variant. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Writes one input of a variant.
     *
     * @param sample the index of the original sample
     * @param variant the index of the variant, from 0; the written values depend only on it and on
     *     the sample
     * @param input the input's name
     * @param values receives the values
     * @param offset the index of the first value
     */
    void write(int sample, int variant, String input, float[] values, int offset);
  }

  /** Receives a variant's map. */
  @FunctionalInterface
  public interface MapReader {
    /**
     * Reads one input's map of a variant.
     *
     * @param sample the index of the original sample
     * @param variant from 0, ascending for each sample
     * @param map the map, in a chunk with others
     */
    void read(int sample, int variant, MapSlice map);
  }

  /** Receives a variant's score. */
  @FunctionalInterface
  public interface ScoreReader {
    /**
     * Reads the score.
     *
     * @param sample the index of the original sample
     * @param variant from 0, ascending for each sample
     * @param score the target's score
     */
    void read(int sample, int variant, double score);
  }

  /**
   * One sample's map in a chunk.
   *
   * @param input the input's name
   * @param all the map of the chunk {@code [chunk, ...]}
   * @param values the same values in row-major order
   * @param offset the index of the sample's first value
   * @param size the number of the sample's values
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call, and is never compared
  public record MapSlice(String input, FloatNdArray all, float[] values, int offset, int size) {}

  private Variants(Samples samples, int[] origins, int first, int count, Writer writer) {
    this.samples = samples;
    this.origins = origins;
    this.first = first;
    this.count = count;
    this.writer = writer;
  }

  /**
   * Plans variants.
   *
   * @param samples the original samples
   * @param count the number of variants of each sample
   * @param writer writes a variant
   * @return the variants, to be explained or scored
   */
  public static Variants of(Samples samples, int count, Writer writer) {
    return new Variants(
        samples,
        IntStream.range(0, samples.count()).toArray(),
        0,
        count,
        requireNonNull(writer, "writer"));
  }

  /**
   * Selects some of the variants.
   *
   * @param draws the variants and their samples
   * @return the selected variants, to be explained or scored
   */
  public Variants in(Rounds.Range draws) {
    return new Variants(samples, draws.samples().toArray(), draws.from(), draws.count(), writer);
  }

  /**
   * Explains every variant.
   *
   * @param method explains a chunk of variants
   * @param passes runs the model on them
   * @param targets the target of each sample
   * @param reader receives the maps, one at a time
   */
  public void explain(
      AttributionMethod method, Passes passes, ResolvedTargets targets, MapReader reader) {
    int chunk = passes.gradientChunk(samples.batch());
    each(
        chunk,
        targets,
        (start, batch, chunkTargets) -> {
          GradientResult result = method.attribute(passes, batch, chunkTargets);
          result.maps().forEach((input, map) -> read(start, input, map, reader));
        });
  }

  private void read(long start, String input, FloatNdArray map, MapReader reader) {
    float[] values = scratch(input, Math.toIntExact(map.size()));
    map.copyTo(DataBuffers.of(values, false, false));
    int rows = Math.toIntExact(map.shape().get(0));
    int size = values.length / rows;
    for (int row = 0; row < rows; row++) {
      reader.read(
          sample(start + row),
          variant(start + row),
          new MapSlice(input, map, values, row * size, size));
    }
  }

  /** Chunks are of the same size, so that their maps are read into the same array. */
  private float[] scratch(String input, int size) {
    float[] present = scratch.get(input);
    if (present == null || present.length != size) {
      present = new float[size];
      scratch.put(input, present);
    }
    return present;
  }

  /**
   * Scores every variant.
   *
   * @param passes runs the model on them
   * @param targets the target of each sample
   * @param reader receives the scores, one at a time
   */
  public void score(Passes passes, ResolvedTargets targets, ScoreReader reader) {
    each(
        passes.forwardChunk(samples.batch()),
        targets,
        (start, batch, chunkTargets) -> {
          ImmutableDoubleArray scores = passes.scores(batch, chunkTargets).values();
          for (int row = 0; row < scores.length(); row++) {
            reader.read(sample(start + row), variant(start + row), scores.get(row));
          }
        });
  }

  /** A chunk of variants. */
  private interface Chunk {
    void run(long start, Batch batch, ResolvedTargets targets);
  }

  private void each(int chunk, ResolvedTargets targets, Chunk consumer) {
    long total = (long) origins.length * count;
    Map<String, float[]> buffers = new HashMap<>();
    for (long start = 0; start < total; start += chunk) {
      int rows = (int) Math.min(chunk, total - start);
      int[] rowOrigins = new int[rows];
      for (int row = 0; row < rows; row++) {
        rowOrigins[row] = sample(start + row);
      }
      for (String input : samples.changed()) {
        buffers.put(input, write(start, rows, input, buffers.get(input)));
      }
      consumer.run(start, samples.batch(rowOrigins, buffers), targets.gather(rowOrigins));
    }
  }

  private float[] write(long start, int rows, String input, float @Nullable [] old) {
    int size = samples.size(input);
    float[] buffer = old != null && old.length == rows * size ? old : new float[rows * size];
    for (int row = 0; row < rows; row++) {
      writer.write(sample(start + row), variant(start + row), input, buffer, row * size);
    }
    return buffer;
  }

  private int sample(long index) {
    return origins[(int) (index / count)];
  }

  private int variant(long index) {
    return first + (int) (index % count);
  }
}
