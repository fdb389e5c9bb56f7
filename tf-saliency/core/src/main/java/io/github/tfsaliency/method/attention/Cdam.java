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
 * Class-discriminative attention maps: the evidence for the target in each token that the last
 * block of self-attention reads.
 *
 * <pre>A_i = sum over j of T_ij dS/dT_ij</pre>
 *
 * <p>T is the input of the block's queries, keys and values. All uses of T count, and nothing else.
 * So if a norm comes before T, the residual connection around the block does not count. With {@link
 * Variant#SMOOTH} the map is the mean over T + e, where e is normal noise whose standard deviation
 * is a fraction of the sample's range of T. With {@link Variant#INTEGRATED} it is the mean over k /
 * steps T for k = 0..steps. The changed tokens are also the factor T in the formula; values
 * computed before them do not change. The map is signed, {@code [N, H, W, 1]} or one value for each
 * patch. Cost: 2 forward passes; smooth 1 + 2 per noisy copy, integrated 1 + 2 per step. Does not
 * show how earlier blocks mixed the patches: a token may carry information from other patches. The
 * integrated map does not sum to a difference of scores.
 *
 * <p>Source: Brocki, Binda, Chung, <i>Class-Discriminative Attention Maps for Vision
 * Transformers</i>, 2023.
 *
 * @since 0.1.0
 */
public final class Cdam extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The tokens that the map is averaged over. */
  public enum Variant {
    /** The tokens themselves, without a mean. */
    PLAIN,
    /** Noisy tokens. */
    SMOOTH,
    /** Tokens scaled from 0 to their values. */
    INTEGRATED;

    /** The name as the command line writes it. */
    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }

  /** The default standard deviation of the noise, as a fraction of the range of T (max - min). */
  public static final double DEFAULT_NOISE = 0.05;

  /** The default number of steps from 0. */
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
   * The map of the tokens themselves, in the input's size.
   *
   * @return the method
   */
  public static Cdam of() {
    return new Cdam(Variant.PLAIN, STANDARD, DEFAULT_STEPS, true);
  }

  /**
   * Chooses the tokens that the map is averaged over.
   *
   * @param newVariant {@link Variant#PLAIN} by default
   * @return a new method; options of another variant have their defaults
   */
  public Cdam withVariant(Variant newVariant) {
    requireNonNull(newVariant, "variant");
    return newVariant == variant ? this : new Cdam(newVariant, STANDARD, DEFAULT_STEPS, resized);
  }

  /**
   * Chooses the number of noisy copies.
   *
   * @param samples 50 by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, above 1,000,000, or the variant has no
   *     noise
   */
  public Cdam withSamples(int samples) {
    require(Variant.SMOOTH, "samples");
    return new Cdam(variant, noise.withSamples(samples), steps, resized);
  }

  /**
   * Chooses the standard deviation of the noise.
   *
   * @param level as a fraction of each sample's range of T (max - min), 0.05 by default
   * @return a new method
   * @throws IllegalArgumentException if it is negative or not finite, or the variant has no noise
   */
  public Cdam withNoise(double level) {
    require(Variant.SMOOTH, "noise");
    return new Cdam(variant, noise.withLevel(level), steps, resized);
  }

  /**
   * Chooses the seed of the noise.
   *
   * @param seed equal seeds draw equal noise; 1 by default
   * @return a new method
   * @throws IllegalArgumentException if the variant has no noise
   */
  public Cdam withSeed(long seed) {
    require(Variant.SMOOTH, "seed");
    return new Cdam(variant, noise.withSeed(seed), steps, resized);
  }

  /**
   * Chooses the number of steps from 0.
   *
   * @param newSteps 50 by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, above 1,000,000, or the variant has no
   *     steps
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
   * The tokens that the map is averaged over.
   *
   * @return {@link Variant#PLAIN} by default
   */
  public Variant variant() {
    return variant;
  }

  /**
   * The noise of the tokens.
   *
   * @return empty if the variant has no noise
   */
  public Optional<Noise> noise() {
    return variant == Variant.SMOOTH ? Optional.of(noise) : Optional.empty();
  }

  /**
   * The number of steps from 0.
   *
   * @return empty if the variant has no steps
   */
  public Optional<Integer> steps() {
    return variant == Variant.INTEGRATED ? Optional.of(steps) : Optional.empty();
  }

  /**
   * Whether the map is resized to the input's size.
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
