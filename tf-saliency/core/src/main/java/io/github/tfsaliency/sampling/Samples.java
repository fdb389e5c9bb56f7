package io.github.tfsaliency.sampling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The samples of a batch as arrays, from which others are made.
 *
 * @since 0.1.0
 */
public final class Samples {
  private final Passes passes;
  private final Batch batch;
  private final ImmutableMap<String, float[]> values;
  private final ImmutableSet<String> changed;

  private Samples(
      Passes passes,
      Batch batch,
      ImmutableMap<String, float[]> values,
      ImmutableSet<String> changed) {
    this.passes = passes;
    this.batch = batch;
    this.values = values;
    this.changed = changed;
  }

  /**
   * Reads a batch.
   *
   * @param passes know which inputs have floating-point numbers
   * @param given the values of all inputs
   * @return the samples as arrays
   * @throws UnsupportedModelException if no input has floating-point numbers
   */
  public static Samples of(Passes passes, Batch given) {
    Batch batch = passes.continuous(given);
    ImmutableMap.Builder<String, float[]> values = ImmutableMap.builder();
    batch.inputs().forEach((name, array) -> values.put(name, array(array)));
    ImmutableSet<String> changed =
        passes.continuousInputs().stream()
            .filter(name -> requireNonNull(batch.inputs().get(name), name).rank() > 0)
            .collect(ImmutableSet.toImmutableSet());
    if (changed.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "None of the inputs %s takes floating-point numbers, so none can change"
                  + " continuously.\n"
                  + "Maybe name the float tensor after it with Model.from(path).input(name).",
              batch.inputs().keySet()));
    }
    return new Samples(passes, batch, values.buildOrThrow(), changed);
  }

  /**
   * The values of a baseline for one sample; for an id, the model's embedding.
   *
   * @param baseline the chosen baseline
   * @param input the name of a changed input
   * @return its values in row-major order
   * @throws IllegalArgumentException if the baseline does not fit samples of that shape
   */
  public float[] baseline(Baseline baseline, String input) {
    return baseline
        .id()
        .map(
            id ->
                array(
                    requireNonNull(
                        passes.continuousOf(batch, (float) id.longValue()).inputs().get(input))))
        .orElseGet(() -> baseline.toArray(shape(input)));
  }

  /**
   * The start of a path to the samples.
   *
   * @param baseline the chosen baseline of the inputs
   * @param input the name of the changed input, or of a layer inside the model
   * @return the values of one sample in row-major order, used for all samples; or the values of all
   *     samples, one after the other
   */
  public float[] start(Baseline baseline, String input) {
    return passes
        .at(batch, baseline)
        .map(at -> array(requireNonNull(at.inputs().get(input), input)))
        .orElseGet(() -> baseline(baseline, input));
  }

  /**
   * The index of a sample's first value in {@link #start}.
   *
   * @param start the start for the same input
   * @param sample the index of the sample
   * @param input the input's name
   * @return the index; 0 if one sample is used for all
   */
  public int offset(float[] start, int sample, String input) {
    return start.length == size(input) ? 0 : sample * size(input);
  }

  /**
   * The names of changed inputs, for messages.
   *
   * @return the names of inputs, or of a layer inside the model
   */
  public List<String> shown() {
    return changed.stream().map(name -> name.replace("\0", "")).toList();
  }

  /**
   * Copies the values of an array.
   *
   * @param values an array of any shape
   * @return its values in row-major order
   */
  public static float[] array(FloatNdArray values) {
    float[] array = new float[Math.toIntExact(values.size())];
    values.copyTo(DataBuffers.of(array, false, false));
    return array;
  }

  /**
   * The number of samples.
   *
   * @return 1 or more
   */
  public int count() {
    return batch.sampleCount();
  }

  /**
   * The batch that was read.
   *
   * @return the batch
   */
  public Batch batch() {
    return batch;
  }

  /**
   * The inputs that methods change.
   *
   * @return the names of inputs with floating-point numbers
   */
  public ImmutableSet<String> changed() {
    return changed;
  }

  /**
   * The shape of one sample.
   *
   * @param input the input's name
   * @return the shape, without the batch dimension
   */
  public Shape shape(String input) {
    return array(input).shape().tail();
  }

  /**
   * The number of values of one sample.
   *
   * @param input the input's name
   * @return the size of {@link #shape}
   */
  public int size(String input) {
    return Math.toIntExact(shape(input).size());
  }

  /**
   * All samples of an input, one after the other.
   *
   * @param input the input's name
   * @return the array itself; do not write to it
   */
  public float[] values(String input) {
    return requireNonNull(values.get(input), input);
  }

  private FloatNdArray array(String input) {
    return requireNonNull(batch.inputs().get(input), input);
  }

  /**
   * New samples: each is a copy of one of these samples, with some inputs replaced.
   *
   * @param origins for each new sample, the index of the copied sample
   * @param replaced the values of all new samples, by the input's name
   * @return one sample for each origin
   */
  public Batch batch(int[] origins, Map<String, float[]> replaced) {
    Map<String, FloatNdArray> inputs = new LinkedHashMap<>();
    batch
        .inputs()
        .forEach(
            (name, array) -> {
              if (array.rank() == 0) {
                inputs.put(name, array);
                return;
              }
              float[] made = replaced.get(name);
              inputs.put(
                  name,
                  NdArrays.wrap(
                      Shape.of(origins.length).append(array.shape().tail()),
                      DataBuffers.of(made != null ? made : repeated(name, origins), true, false)));
            });
    return new Batch(ImmutableMap.copyOf(inputs), origins.length, batch.groups());
  }

  private float[] repeated(String input, int... origins) {
    int size = size(input);
    float[] repeated = new float[origins.length * size];
    for (int i = 0; i < origins.length; i++) {
      System.arraycopy(values(input), origins[i] * size, repeated, i * size, size);
    }
    return repeated;
  }
}
