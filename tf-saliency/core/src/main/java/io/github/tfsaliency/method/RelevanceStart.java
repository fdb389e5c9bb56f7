package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The relevance at the model's output with which {@link Lrp} starts. Immutable.
 *
 * @since 0.1.0
 */
public final class RelevanceStart extends Value {
  private static final long serialVersionUID = 1;

  private static final long BEST_OTHER = -1;

  private final Seed seed;
  private final long contrast;
  private final Optional<Own> own;

  /** Relevance to begin with, a copy. */
  private static final class Own extends Value {
    private static final long serialVersionUID = 1;

    private final Shape shape;
    private final ImmutableDoubleArray values;

    private Own(Shape shape, ImmutableDoubleArray values) {
      checkArgument(
          shape.size() == values.length(),
          "Relevance of shape %s cannot have %s values.",
          shape,
          values.length());
      this.shape = requireNonNull(shape, "shape");
      this.values = requireNonNull(values, "values");
    }

    Shape shape() {
      return shape;
    }

    ImmutableDoubleArray values() {
      return values;
    }
  }

  private RelevanceStart(Seed seed, long contrast, Optional<Own> own) {
    checkArgument(contrast >= BEST_OTHER, "The class index (%s) must not be negative.", contrast);
    this.seed = requireNonNull(seed, "seed");
    this.contrast = contrast;
    this.own = requireNonNull(own, "own");
  }

  /**
   * The target's score.
   *
   * @return the default start
   */
  public static RelevanceStart score() {
    return new RelevanceStart(Seed.SCORE, BEST_OTHER, Optional.empty());
  }

  /**
   * One at the target, instead of its score: maps of different samples become comparable.
   *
   * @return the start
   */
  public static RelevanceStart one() {
    return new RelevanceStart(Seed.ONE, BEST_OTHER, Optional.empty());
  }

  /**
   * The target's score, and the negative score of the best other class: the map shows the evidence
   * for the target rather than for the other class.
   *
   * <p>Source: Gu, Yang, Tresp, <i>Understanding Individual Decisions of CNNs via Contrastive
   * Backpropagation</i>, ACCV 2018.
   *
   * @return the start
   */
  public static RelevanceStart contrast() {
    return new RelevanceStart(Seed.CONTRAST, BEST_OTHER, Optional.empty());
  }

  /**
   * The target's score, and the negative score of another class.
   *
   * @param classIndex the other class, from 0
   * @return the start
   * @throws IllegalArgumentException if {@code classIndex} is negative
   */
  public static RelevanceStart contrast(long classIndex) {
    checkArgument(classIndex >= 0, "The class index (%s) must not be negative.", classIndex);
    return new RelevanceStart(Seed.CONTRAST, classIndex, Optional.empty());
  }

  /**
   * Given relevance, independent of the target. The score of the maps is then the sum of relevance
   * x output.
   *
   * @param relevance in the shape of a sample's output, the same for all samples; copied
   * @return the start
   */
  public static RelevanceStart of(FloatNdArray relevance) {
    requireNonNull(relevance, "relevance");
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    relevance.scalars().forEach(value -> values.add(value.getFloat()));
    return new RelevanceStart(
        Seed.ONE, BEST_OTHER, Optional.of(new Own(relevance.shape(), values.build())));
  }

  Seed seed() {
    return seed;
  }

  /** The fed index of the contrasted class; -1 for the best other class. */
  double fedContrast() {
    return contrast;
  }

  /**
   * The class whose score is subtracted.
   *
   * @return the class, from 0; empty for the best other class, and for starts without a contrast
   */
  public OptionalLong contrastedClass() {
    return contrast == BEST_OTHER ? OptionalLong.empty() : OptionalLong.of(contrast);
  }

  /**
   * The relevance at the start.
   *
   * @return in the shape of a sample's output; empty unless it was given
   */
  public Optional<FloatNdArray> relevance() {
    return own.map(
        given -> {
          FloatNdArray values = NdArrays.ofFloats(given.shape());
          int[] next = {0};
          values.scalars().forEach(value -> value.setFloat((float) given.values().get(next[0]++)));
          return values;
        });
  }

  /**
   * The weights of the outputs.
   *
   * @throws IllegalArgumentException if a contrast is asked for, and the target is no class
   */
  ResolvedTargets applyTo(ResolvedTargets targets) {
    checkArgument(
        seed != Seed.CONTRAST || targets.weights().isEmpty(),
        "A contrast needs one class as each sample's target, not a mean, a direction or a"
            + " contrast.\n"
            + "Maybe leave out start=contrast.");
    return own.map(start -> weights(start, targets.sampleCount())).orElse(targets);
  }

  private static ResolvedTargets weights(Own start, int samples) {
    int outputs = start.values().length();
    float[] weights = new float[samples * outputs];
    long[] none = new long[samples];
    Arrays.fill(none, Target.TOP);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) start.values().get(i % outputs);
    }
    return new ResolvedTargets(
        ImmutableLongArray.copyOf(none),
        Optional.of(
            NdArrays.wrap(Shape.of(samples, outputs), DataBuffers.of(weights, true, false))));
  }

  @Override
  public String toString() {
    return own.isPresent()
        ? "relevance of shape " + own.get().shape()
        : seed + (contrast == BEST_OTHER ? "" : " with class " + contrast);
  }
}
