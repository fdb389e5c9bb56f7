package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.sampling.Samples;

/**
 * Blur Integrated Gradients: contributions to the score while a blurred picture becomes sharp. The
 * path to the picture leads through blurred copies of it. {@link IntegratedGradients} uses darkened
 * copies instead. So here no colour means "nothing here".
 *
 * <pre>
 * A = - sum over i = 0, ..., n - 1 of (s[i+1] - s[i]) * (L(x, s[i] + g) - L(x, s[i])) / g
 *                                     * dS/dx (L(x, s[i]))
 * </pre>
 *
 * <p>L(x, s) is the picture convolved with a Gaussian of standard deviation s, zeros outside, cut
 * off at 4 s; s[i] = i * max / n, or with {@linkplain #withSquareRootSpacing() square roots} s[i] =
 * sqrt(i * max / n), where the path ends at sqrt(max). The map sums to S(x) - S(L(x, s[n])), apart
 * from the {@linkplain io.github.tfsaliency.attribution.Attribution#gaps() gap}: the error of a sum
 * over finitely many steps. It decreases with more steps and with a smaller grad step. The first
 * step adds nothing, because a Gaussian below 1/8 pixel is cut off to one pixel.
 *
 * <p>Explains pictures: inputs of {@code [N, H, W, C]}. Other inputs of the same model do not
 * change and get no map. Cost: about 2 forward passes per step, and 2 for the gap; the blurring
 * adds less than half of that for pictures of 224 x 224 and a network of 400 million
 * multiplications. Does not show features that remain in the fully blurred picture, for example its
 * mean colour. Because values outside the picture are zero, the path also darkens the margins,
 * unless zero means "nothing here" for the model.
 *
 * <p>Source: Xu, Venugopalan, Sundararajan, <i>Attribution in Scale and Space</i>, CVPR 2020,
 * equation 6; parameters and sums as in the authors' library (PAIR saliency), with samples and
 * steps one by one: its square roots give other maps when steps are batched.
 *
 * @since 0.1.0
 */
public final class BlurIg extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of steps. */
  public static final int DEFAULT_STEPS = 50;

  /** The default strongest blur. */
  public static final double DEFAULT_MAX_SIGMA = 50;

  /** The default difference of blurs. */
  public static final double DEFAULT_GRAD_STEP = 0.01;

  private final int steps;
  private final double maxSigma;
  private final boolean squareRoot;
  private final double gradStep;

  private BlurIg(int steps, double maxSigma, boolean squareRoot, double gradStep) {
    checkArgument(steps > 0, "The number of steps (%s) must be positive.", steps);
    Limits.requireAtMost("number of steps", steps, Limits.STEPS);
    checkArgument(
        maxSigma > 0 && Double.isFinite(maxSigma),
        "The largest standard deviation (%s) must be positive and finite.",
        maxSigma);
    Limits.requireAtMost("largest standard deviation", maxSigma, Limits.SIGMA);
    checkArgument(
        gradStep > 0 && Double.isFinite(gradStep),
        "The grad step (%s) must be positive and finite.",
        gradStep);
    Limits.requireAtMost("grad step", gradStep, Limits.SIGMA);
    this.steps = steps;
    this.maxSigma = maxSigma;
    this.squareRoot = squareRoot;
    this.gradStep = gradStep;
  }

  /**
   * {@value #DEFAULT_STEPS} steps to a blur of {@value #DEFAULT_MAX_SIGMA} pixels.
   *
   * @return the method
   */
  public static BlurIg of() {
    return new BlurIg(DEFAULT_STEPS, DEFAULT_MAX_SIGMA, false, DEFAULT_GRAD_STEP);
  }

  /**
   * Chooses the number of steps.
   *
   * @param newSteps {@value #DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 100,000
   */
  public BlurIg withSteps(int newSteps) {
    return new BlurIg(newSteps, maxSigma, squareRoot, gradStep);
  }

  /**
   * Chooses the strongest blur.
   *
   * @param newMaxSigma in pixels, {@value #DEFAULT_MAX_SIGMA} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 100,000
   */
  public BlurIg withMaxSigma(double newMaxSigma) {
    return new BlurIg(steps, newMaxSigma, squareRoot, gradStep);
  }

  /**
   * Spaces the steps evenly in the square of the standard deviation. The strongest blur is then a
   * square, too.
   *
   * @return a new method
   */
  public BlurIg withSquareRootSpacing() {
    return new BlurIg(steps, maxSigma, true, gradStep);
  }

  /**
   * Chooses the difference of blurs.
   *
   * @param newGradStep in pixels, {@value #DEFAULT_GRAD_STEP} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 100,000
   */
  public BlurIg withGradStep(double newGradStep) {
    return new BlurIg(steps, maxSigma, squareRoot, newGradStep);
  }

  /** {@return the number of terms of the sum} */
  public int steps() {
    return steps;
  }

  /**
   * {@return the standard deviation, in pixels, of the strongest blur; its square with square
   * roots}
   */
  public double maxSigma() {
    return maxSigma;
  }

  /** {@return whether the steps are spaced evenly in the square of the standard deviation} */
  public boolean squareRoot() {
    return squareRoot;
  }

  /** {@return the change of the standard deviation for the difference quotient of the picture} */
  public double gradStep() {
    return gradStep;
  }

  /** The standard deviation after some of the steps. */
  double sigma(int step) {
    double share = step * maxSigma / steps;
    return squareRoot ? Math.sqrt(share) : share;
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
    return new GraphForm.None("blurs the input in Java");
  }

  @Override
  public GradientResult attribute(Passes given, Batch batch, ResolvedTargets targets) {
    Passes passes = given.mapped();
    return new BlurPath(this, Samples.of(passes, batch)).integrate(passes, targets);
  }
}
