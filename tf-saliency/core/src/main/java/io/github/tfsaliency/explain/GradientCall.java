package io.github.tfsaliency.explain;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.index.Indices;

/**
 * The values that are fed to a gradient graph.
 *
 * @since 0.1.0
 */
public final class GradientCall extends Value {
  private static final long serialVersionUID = 1;

  private final Batch batch;
  private final ResolvedTargets targets;
  private final ImmutableMap<String, Double> numbers;
  private final Optional<Baseline> reference;
  private final Optional<FloatNdArray> layer;

  private GradientCall(
      Batch batch,
      ResolvedTargets targets,
      ImmutableMap<String, Double> numbers,
      Optional<Baseline> reference,
      Optional<FloatNdArray> layer) {
    this.batch = requireNonNull(batch, "batch");
    this.targets = requireNonNull(targets, "targets");
    this.numbers = numbers;
    this.reference = reference;
    this.layer = layer;
  }

  /**
   * A call without numbers and without a reference. Every layer has the values that the model
   * computes.
   *
   * @param batch the values of all inputs
   * @param targets the target of each sample
   * @return the call
   */
  public static GradientCall of(Batch batch, ResolvedTargets targets) {
    return new GradientCall(batch, targets, ImmutableMap.of(), Optional.empty(), Optional.empty());
  }

  /**
   * The same for other values of the inputs.
   *
   * @param newBatch as many samples
   * @return a new call
   */
  public GradientCall withBatch(Batch newBatch) {
    return new GradientCall(newBatch, targets, numbers, reference, layer);
  }

  /**
   * The same with other numbers.
   *
   * @param newNumbers the numbers fed in addition to the parameters of the rules, by name: the
   *     contrast
   * @return a new call
   */
  public GradientCall withNumbers(ImmutableMap<String, Double> newNumbers) {
    return new GradientCall(batch, targets, newNumbers, reference, layer);
  }

  /**
   * The same with a reference.
   *
   * @param newReference the reference of the explained inputs; other inputs keep their values
   * @return a new call
   */
  public GradientCall withReference(Baseline newReference) {
    return new GradientCall(batch, targets, numbers, Optional.of(newReference), layer);
  }

  /**
   * The same with other values at the mapped layer. Every reader of the layer reads these values,
   * and the map belongs to them.
   *
   * @param values as {@link Passes#layerScores} gives them
   * @return a new call
   */
  public GradientCall withLayer(FloatNdArray values) {
    return new GradientCall(batch, targets, numbers, reference, Optional.of(values));
  }

  /** {@return the values of all inputs} */
  public Batch batch() {
    return batch;
  }

  /** {@return the target of each sample} */
  public ResolvedTargets targets() {
    return targets;
  }

  /** {@return the numbers fed in addition to the parameters of the rules: the contrast} */
  public ImmutableMap<String, Double> numbers() {
    return numbers;
  }

  /** {@return the reference of the explained inputs; other inputs keep their values} */
  public Optional<Baseline> reference() {
    return reference;
  }

  /** {@return the values of the mapped layer, instead of the ones that the model computes} */
  public Optional<FloatNdArray> layer() {
    return layer;
  }

  /**
   * A call for some of the samples.
   *
   * @param start the index of the first sample
   * @param end the index after the last sample
   * @return a call for {@code end - start} samples
   */
  public GradientCall slice(int start, int end) {
    return new GradientCall(
        batch.slice(start, end),
        targets.slice(start, end),
        numbers,
        reference,
        layer.map(values -> values.slice(Indices.range(start, end))));
  }
}
