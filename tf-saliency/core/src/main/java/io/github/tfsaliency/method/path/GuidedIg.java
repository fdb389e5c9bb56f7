package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import java.util.Optional;

/**
 * Guided Integrated Gradients: {@link IntegratedGradients} along a path that the model chooses. At
 * each step those values move first that change the score least. So the path avoids steep regions,
 * whose gradients make maps noisy.
 *
 * <pre>
 * A = sum over steps of (x[k+1] - x[k]) * dS/dx (x[k])
 * |x - x[k]| = |x - x0| * (1 - k / n)                                in the sum over all values
 * a[k] - d &lt;= (x[k] - x0) / (x - x0) &lt;= a[k] + d,  a[k] = k / n      for each value
 * </pre>
 *
 * <p>Within a step the given fraction of the values, those with the smallest absolute gradients,
 * moves towards the input as far as the distance d from the straight line allows. Then the next
 * values move, until the path has come as near to the input as this step requires. With d = 0 the
 * path is the straight line, and the sum is its {@linkplain Quadrature#LEFT left} sum. With d = 1
 * the path may go anywhere between the baseline and the input. The map sums to S(x) - S(x0), apart
 * from the {@linkplain io.github.tfsaliency.attribution.Attribution#gaps() gap}: the error of a sum
 * over finitely many steps.
 *
 * <p>For a model with several inputs, the values of all inputs of floating-point numbers follow one
 * path. Cost: about 2 forward passes per step, one step after the other, and 2 for the gap. Does
 * not show values near the baseline, even if they are relevant. The path is not a continuous
 * function of the gradients: if two gradients are almost equal, rounding decides which value moves.
 * So rounding may change a map visibly if a network has many almost equal gradients.
 *
 * <p>Source: Kapishnikov, Venugopalan, Avci, Wedin, Terry, Bolukbasi, <i>Guided Integrated
 * Gradients: an Adaptive Path Method for Removing Noise</i>, CVPR 2021, algorithm 1; as in the
 * authors' library (PAIR saliency).
 *
 * @since 0.1.0
 */
public final class GuidedIg extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of steps. */
  public static final int DEFAULT_STEPS = 200;

  /** The default fraction of the values that move together. */
  public static final double DEFAULT_FRACTION = 0.25;

  /** The default distance from the straight line. */
  public static final double DEFAULT_MAX_DISTANCE = 0.02;

  private final int steps;
  private final double fraction;
  private final double maxDistance;
  private final Baseline baseline;

  private GuidedIg(int steps, double fraction, double maxDistance, Baseline baseline) {
    checkArgument(steps > 0, "The number of steps (%s) must be positive.", steps);
    Limits.requireAtMost("number of steps", steps, Limits.STEPS);
    checkArgument(
        fraction > 0 && fraction <= 1,
        "The fraction (%s) must be above 0 and at most 1.",
        fraction);
    checkArgument(
        maxDistance >= 0 && maxDistance <= 1,
        "The largest distance (%s) must be between 0 and 1.\n"
            + "Maybe give it as a fraction of the line from the baseline to the input.",
        maxDistance);
    this.steps = steps;
    this.fraction = fraction;
    this.maxDistance = maxDistance;
    this.baseline = requireNonNull(baseline, "baseline");
  }

  /**
   * {@value #DEFAULT_STEPS} steps from a baseline of zero.
   *
   * @return the method
   */
  public static GuidedIg of() {
    return new GuidedIg(
        DEFAULT_STEPS, DEFAULT_FRACTION, DEFAULT_MAX_DISTANCE, Baseline.constant(0));
  }

  /**
   * Chooses the number of steps.
   *
   * @param newSteps {@value #DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 100,000
   */
  public GuidedIg withSteps(int newSteps) {
    return new GuidedIg(newSteps, fraction, maxDistance, baseline);
  }

  /**
   * Chooses how many values move together.
   *
   * @param newFraction a fraction of all values, {@value #DEFAULT_FRACTION} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not above 0 and at most 1
   */
  public GuidedIg withFraction(double newFraction) {
    return new GuidedIg(steps, newFraction, maxDistance, baseline);
  }

  /**
   * Chooses the largest distance from the straight line.
   *
   * @param newMaxDistance as a fraction of the line, {@value #DEFAULT_MAX_DISTANCE} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public GuidedIg withMaxDistance(double newMaxDistance) {
    return new GuidedIg(steps, fraction, newMaxDistance, baseline);
  }

  /**
   * Chooses the baseline, where the path begins.
   *
   * @param newBaseline zero by default
   * @return a new method
   */
  public GuidedIg withBaseline(Baseline newBaseline) {
    return new GuidedIg(steps, fraction, maxDistance, newBaseline);
  }

  /** {@return the number of points of the path} */
  public int steps() {
    return steps;
  }

  /** {@return the fraction of the values that move together} */
  public double fraction() {
    return fraction;
  }

  /** {@return the largest distance from the straight line, as a fraction of the line} */
  public double maxDistance() {
    return maxDistance;
  }

  /** {@return the baseline, where the path begins} */
  public Baseline baseline() {
    return baseline;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return batch.sampleCount() * (steps + 2L);
  }

  @Override
  public boolean mapsLayers() {
    return true;
  }

  @Override
  public GraphForm graphForm() {
    return new GraphForm.None("chooses each step of its path by the gradients before it");
  }

  @Override
  public GradientResult attribute(Passes given, Batch batch, ResolvedTargets targets) {
    Passes passes = given.mapped();
    GuidedPaths paths = GuidedPaths.of(this, Samples.of(passes, batch));
    Scores scores = passes.scores(batch, targets);
    ResolvedTargets chosen = scores.chosen(targets);
    ImmutableDoubleArray startScores = passes.scores(paths.points(), chosen).values();
    for (int step = 0; step < steps; step++) {
      paths.advance(step, Gradient.of().attribute(passes, paths.points(), chosen).maps());
    }
    MapSums sums = paths.sums();
    ImmutableDoubleArray totals = sums.totals();
    ImmutableDoubleArray.Builder gaps = ImmutableDoubleArray.builder();
    for (int i = 0; i < batch.sampleCount(); i++) {
      gaps.add(totals.get(i) - (scores.values().get(i) - startScores.get(i)));
    }
    return new GradientResult(
        sums.maps(), scores.targets(), scores.values(), Optional.of(gaps.build()));
  }
}
