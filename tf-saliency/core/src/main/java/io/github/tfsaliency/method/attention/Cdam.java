package io.github.tfsaliency.method.attention;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.LayerScores;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.message.Limits;
import java.util.Optional;

/**
 * Class-discriminative attention maps: how much each token that the last block of self-attention
 * reads speaks for the target.
 *
 * <pre>A_i = sum over j of T_ij dS/dT_ij</pre>
 *
 * <p>T is what the block's queries, keys and values are projected from; all of its uses count and
 * nothing else, so that what passes the block by the residual does not, where a norm stands
 * between. With {@link Variant#SMOOTH} it is the mean over T + e, where e is normal noise whose
 * deviation is a part of the sample's range of T; with {@link Variant#INTEGRATED} the mean over k /
 * steps T for k = 0..steps. The changed tokens are the factor too; what was computed ahead of them
 * keeps its value. The map is signed, {@code [N, H, W, 1]} or a value for each patch. Cost: 2
 * forward passes; smooth 1 + 2 a sample, integrated 1 + 2 a step. Does not show what the blocks
 * ahead made of the patches: a token may stand for what it gathered elsewhere. Integrated sums to
 * no difference of scores.
 *
 * <p>Source: Brocki, Binda, Chung, <i>Class-Discriminative Attention Maps for Vision
 * Transformers</i>, 2023.
 */
public final class Cdam extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** What the mean is over. */
  public enum Variant {
    /** Nothing: the tokens as they are. */
    PLAIN,
    /** Noisy tokens. */
    SMOOTH,
    /** Tokens scaled from 0 to what they are. */
    INTEGRATED;

    /** The name as the command line writes it. */
    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  /** The deviation of the noise in parts of the range of T. */
  public static final double DEFAULT_NOISE = 0.05;

  /** How many parts the way from 0 has. */
  public static final int DEFAULT_STEPS = 50;

  private static final Noise STANDARD = Noise.standard().withLevel(DEFAULT_NOISE);

  private final Variant variant;
  private final Noise noise;
  private final int steps;
  private final boolean resized;

  private Cdam(Variant variant, Noise noise, int steps, boolean resized) {
    this.variant = requireNonNull(variant, "variant");
    this.noise = requireNonNull(noise, "noise");
    this.steps = steps;
    this.resized = resized;
  }

  /**
   * The map of the tokens as they are, of the input's size.
   *
   * @return the method
   */
  public static Cdam of() {
    return new Cdam(Variant.PLAIN, STANDARD, DEFAULT_STEPS, true);
  }

  /**
   * Chooses what the mean is over.
   *
   * @param newVariant {@link Variant#PLAIN} by default
   * @return a new method; the options of another variant are as by default
   */
  public Cdam withVariant(Variant newVariant) {
    requireNonNull(newVariant, "variant");
    return newVariant == variant ? this : new Cdam(newVariant, STANDARD, DEFAULT_STEPS, resized);
  }

  /**
   * Chooses how many noisy copies there are.
   *
   * @param samples 50 by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or the variant has no noise
   */
  public Cdam withSamples(int samples) {
    require(Variant.SMOOTH, "samples");
    return new Cdam(variant, noise.withSamples(samples), steps, resized);
  }

  /**
   * Chooses the deviation of the noise.
   *
   * @param level in parts of each sample's range of T, 0.05 by default
   * @return a new method
   * @throws IllegalArgumentException if it is negative or not finite, or the variant has no noise
   */
  public Cdam withNoise(double level) {
    require(Variant.SMOOTH, "noise");
    return new Cdam(variant, noise.withLevel(level), steps, resized);
  }

  /**
   * Chooses the noise.
   *
   * @param seed equal seeds draw alike; 1 by default
   * @return a new method
   * @throws IllegalArgumentException if the variant has no noise
   */
  public Cdam withSeed(long seed) {
    require(Variant.SMOOTH, "seed");
    return new Cdam(variant, noise.withSeed(seed), steps, resized);
  }

  /**
   * Chooses how many parts the way from 0 has.
   *
   * @param newSteps 50 by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or the variant has no steps
   */
  public Cdam withSteps(int newSteps) {
    require(Variant.INTEGRATED, "steps");
    checkArgument(newSteps > 0, "The number of steps (%s) must be positive.", newSteps);
    Limits.requireAtMost("number of steps", newSteps, Limits.SAMPLES);
    return new Cdam(variant, noise, newSteps, resized);
  }

  /**
   * Keeps one value for each patch, without resizing.
   *
   * @return a new method
   */
  public Cdam withoutResize() {
    return new Cdam(variant, noise, steps, false);
  }

  private void require(Variant owner, String option) {
    checkArgument(
        variant == owner,
        "The option '%s' is of the variant '%s' of cdam, not of '%s'.\n"
            + "Maybe choose it first: withVariant(Cdam.Variant.%s).",
        option,
        owner,
        variant,
        owner.name());
  }

  /**
   * What the mean is over.
   *
   * @return {@link Variant#PLAIN} by default
   */
  public Variant variant() {
    return variant;
  }

  /**
   * The noise of the tokens.
   *
   * @return empty where the variant has none
   */
  public Optional<Noise> noise() {
    return variant == Variant.SMOOTH ? Optional.of(noise) : Optional.empty();
  }

  /**
   * How many parts the way from 0 has.
   *
   * @return empty where the variant has none
   */
  public Optional<Integer> steps() {
    return variant == Variant.INTEGRATED ? Optional.of(steps) : Optional.empty();
  }

  /**
   * Whether the map gets the input's size.
   *
   * @return true by default
   */
  public boolean isResized() {
    return resized;
  }

  private ModifiedGradient gradient() {
    ActivationMap map = ActivationMap.of(SpatialLayer.ofLastAttention()).withoutRelu();
    return ModifiedGradient.of().at(resized ? map : map.withoutResize(), new TokenWeighting());
  }

  @Override
  public ImmutableList<ModifiedGradient> gradients() {
    return ImmutableList.of(gradient());
  }

  @Override
  public Optional<SpatialLayer> mappedLayer() {
    return Optional.of(SpatialLayer.ofLastAttention());
  }

  @Override
  public GraphForm graphForm() {
    return switch (variant) {
      case PLAIN -> new GraphForm.Pass(gradient(), ImmutableMap.of(), Optional.empty());
      case SMOOTH -> new GraphForm.None("draws the noise of its tokens in Java");
      case INTEGRATED -> new GraphForm.None("scales its tokens in Java");
    };
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return variant == Variant.PLAIN ? batch.sampleCount() : batch.sampleCount() * (1L + variants());
  }

  private int variants() {
    return variant == Variant.SMOOTH ? noise.samples() : steps;
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    if (variant == Variant.PLAIN) {
      return passes.gradient(gradient(), GradientCall.of(batch, targets));
    }
    String input = passes.layerInput(SpatialLayer.ofLastAttention());
    LayerScores own = passes.layerScores(SpatialLayer.ofLastAttention(), batch, targets);
    // Of the integrated map's steps + 1 terms the first one is zero.
    TokenMean mean =
        variant == Variant.SMOOTH
            ? new TokenMean(noise.samples(), noise.samples(), own.values())
            : new TokenMean(steps, steps + 1, own.values());
    return mean.of(
        passes,
        gradient(),
        batch,
        own.scores(),
        targets,
        variant == Variant.SMOOTH
            ? (tokens, draw) -> tokens.noisy(passes, noise, Noise.stream(input, draw))
            : (tokens, step) -> tokens.scaled((step + 1.0) / steps));
  }
}
