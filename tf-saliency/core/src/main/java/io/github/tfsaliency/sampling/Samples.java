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

/** The samples of a batch as arrays, to make others of. */
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
   * @param passes say which inputs are of floating-point numbers
   * @param given the values of all inputs
   * @return the samples as arrays
   * @throws UnsupportedModelException if no input is of floating-point numbers
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
              "None of the inputs %s takes floating-point numbers, so none can be changed a"
                  + " little.\n"
                  + "Maybe name the float tensor behind it with Model.from(path).input(name).",
              batch.inputs().keySet()));
    }
    return new Samples(passes, batch, values.buildOrThrow(), changed);
  }

  /**
   * A baseline of one sample; that of an id is what the model embeds it as.
   *
   * @param baseline that was chosen
   * @param input the name of an input that is changed
   * @return its values in row-major order
   * @throws IllegalArgumentException if the baseline is not for samples of that shape
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
   * Where a path to the samples begins.
   *
   * @param baseline that was chosen, of the inputs
   * @param input the name of what is changed, which may be a layer inside
   * @return the values of one sample in row-major order, which serve all samples, or those of all
   *     samples one after the other
   */
  public float[] start(Baseline baseline, String input) {
    return passes
        .at(batch, baseline)
        .map(at -> array(requireNonNull(at.inputs().get(input), input)))
        .orElseGet(() -> baseline(baseline, input));
  }

  /**
   * Where the values of a sample begin among those of {@link #start}.
   *
   * @param start of the same input
   * @param sample which sample
   * @param input its name
   * @return 0 where one serves all
   */
  public int offset(float[] start, int sample, String input) {
    return start.length == size(input) ? 0 : sample * size(input);
  }

  /**
   * What is changed, for messages.
   *
   * @return the names of inputs, or of a layer inside
   */
  public List<String> shown() {
    return changed.stream().map(name -> name.replace("\0", "")).toList();
  }

  /**
   * Copies the values of an array.
   *
   * @param values of any shape
   * @return in row-major order
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
   * @return the same
   */
  public Batch batch() {
    return batch;
  }

  /**
   * The inputs that methods change.
   *
   * @return the names of those of floating-point numbers
   */
  public ImmutableSet<String> changed() {
    return changed;
  }

  /**
   * The shape of one sample.
   *
   * @param input its name
   * @return without the batch
   */
  public Shape shape(String input) {
    return array(input).shape().tail();
  }

  /**
   * The number of values of one sample.
   *
   * @param input its name
   * @return the size of {@link #shape}
   */
  public int size(String input) {
    return Math.toIntExact(shape(input).size());
  }

  /**
   * All samples of an input, one after the other.
   *
   * @param input its name
   * @return the array itself, not to be written to
   */
  public float[] values(String input) {
    return requireNonNull(values.get(input), input);
  }

  private FloatNdArray array(String input) {
    return requireNonNull(batch.inputs().get(input), input);
  }

  /**
   * Samples of which each is a copy of one of these, but for the inputs that are given.
   *
   * @param origins which one each is made from
   * @param replaced the values of all new samples, by the input's name
   * @return as many samples as origins
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
