package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.sampling.Baselines;
import io.github.tfsaliency.sampling.Rounds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Expected Gradients: {@link IntegratedGradients} from many baselines, for example other pictures
 * of the same kind, so that no single baseline hides values. The integral over the lines and the
 * mean over the baselines are one expectation, which is estimated from random samples.
 *
 * <pre>A = E over b, a of (x - b) * dS/dx (b + a (x - b)),  a uniform between 0 and 1</pre>
 *
 * <p>Baselines are drawn from the given ones with replacement. The map sums to S(x) minus the mean
 * of S over the given baselines, apart from the {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap}. The gap is the sampling error, and
 * decreases with the square root of the number of samples. The draws depend only on the seed: they
 * are the same for all inputs, and more samples begin with the same draws. The {@linkplain
 * io.github.tfsaliency.attribution.Attribution#standardErrors() standard error} of a value is the
 * standard deviation of its draws, divided by the square root of their number.
 *
 * <p>Cost: about 2 forward passes per sample, and 1 for each given baseline and for the gap. Does
 * not show features that most of the baselines have, too.
 *
 * <p>Source: Erion, Janizek, Sturmfels, Lundberg, Lee, <i>Improving performance of deep learning
 * models with axiomatic attribution priors and expected gradients</i>, Nature Machine Intelligence
 * 2021, equation 4.
 *
 * @since 0.1.0
 */
public final class ExpectedGradients extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of draws. */
  public static final int DEFAULT_SAMPLES = 200;

  /** The default seed. */
  public static final long DEFAULT_SEED = 1;

  private final List<Baseline> baselines;
  private final int samples;
  private final long seed;
  private final Optional<Double> tolerance;

  private ExpectedGradients(
      List<Baseline> baselines, int samples, long seed, Optional<Double> tolerance) {
    checkArgument(
        !baselines.isEmpty(),
        "Expected gradients need at least one baseline.\n"
            + "Maybe give a few inputs of the kind that the model was trained on.");
    checkArgument(samples > 0, "The number of samples (%s) must be positive.", samples);
    Limits.requireAtMost("number of samples", samples, Limits.SAMPLES);
    this.baselines = List.copyOf(baselines);
    this.samples = samples;
    this.seed = seed;
    this.tolerance = Rounds.requireTolerance(tolerance);
  }

  /**
   * {@value #DEFAULT_SAMPLES} points on lines from baselines.
   *
   * @param baselines at least one
   * @return the method
   * @throws IllegalArgumentException if there are none
   */
  public static ExpectedGradients of(Baseline... baselines) {
    return of(ImmutableList.copyOf(baselines));
  }

  /**
   * {@value #DEFAULT_SAMPLES} points on lines from baselines.
   *
   * @param baselines at least one; copied
   * @return the method
   * @throws IllegalArgumentException if there are none
   */
  public static ExpectedGradients of(List<Baseline> baselines) {
    return new ExpectedGradients(
        ImmutableList.copyOf(baselines), DEFAULT_SAMPLES, DEFAULT_SEED, Optional.empty());
  }

  /**
   * Chooses the number of points; with a tolerance, the largest number.
   *
   * @param newSamples {@value #DEFAULT_SAMPLES} by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive, or above 1,000,000
   */
  public ExpectedGradients withSamples(int newSamples) {
    return new ExpectedGradients(baselines, newSamples, seed, tolerance);
  }

  /**
   * Chooses the seed of the draws.
   *
   * @param newSeed {@value #DEFAULT_SEED} by default
   * @return a new method
   */
  public ExpectedGradients withSeed(long newSeed) {
    return new ExpectedGradients(baselines, samples, newSeed, tolerance);
  }

  /**
   * Chooses the baselines that are drawn from.
   *
   * @param newBaselines at least one; copied
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public ExpectedGradients withBaselines(List<Baseline> newBaselines) {
    return new ExpectedGradients(newBaselines, samples, seed, tolerance);
  }

  /**
   * Stops drawing points when the root mean square of the standard errors is at most a fraction of
   * the map's root mean square. This is checked after every {@value Rounds#SIZE} points, for each
   * sample separately. If all points are not enough, the map has a warning.
   *
   * @param newTolerance as a fraction of the map; none by default
   * @return a new method
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public ExpectedGradients withTolerance(double newTolerance) {
    return new ExpectedGradients(baselines, samples, seed, Optional.of(newTolerance));
  }

  /** {@return the baselines that are drawn from} */
  public ImmutableList<Baseline> baselines() {
    return ImmutableList.copyOf(baselines);
  }

  /** {@return the number of points} */
  public int samples() {
    return samples;
  }

  /** {@return the seed of the draws} */
  public long seed() {
    return seed;
  }

  /**
   * {@return the largest standard errors, as a fraction of the map; empty for a fixed number of
   * draws}
   */
  public Optional<Double> tolerance() {
    return tolerance;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    int lines = withEachBaseline(batch.sampleShapes()).baselines().size();
    return batch.sampleCount() * (1L + samples + lines);
  }

  @Override
  public ExpectedGradients withEachBaseline(Collection<Shape> shapes) {
    return new ExpectedGradients(Baselines.each(baselines, shapes), samples, seed, tolerance);
  }

  @Override
  public boolean mapsLayers() {
    return true;
  }

  @Override
  public GraphForm graphForm() {
    if (tolerance.isPresent()) {
      return GraphForm.None.TOLERANCE;
    }
    List<StraightPath.Point> points = points();
    ImmutableList.Builder<GraphForm.Line> lines = ImmutableList.builder();
    for (int i = 0; i < baselines.size(); i++) {
      if (baselines.get(i).values().isEmpty()) {
        return Baselines.unwritten(baselines);
      }
      FloatNdArray values = baselines.get(i).values().get();
      int from = i;
      List<StraightPath.Point> own =
          points.stream().filter(point -> point.baseline() == from).toList();
      if (!own.isEmpty()) {
        lines.add(
            new GraphForm.Line(
                values,
                ImmutableDoubleArray.copyOf(own.stream().mapToDouble(StraightPath.Point::position)),
                ImmutableDoubleArray.copyOf(own.stream().mapToDouble(StraightPath.Point::weight))));
      }
    }
    return new GraphForm.Lines(lines.build());
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    ExpectedGradients fitted = withEachBaseline(batch.sampleShapes());
    return new StraightPath(fitted.baselines, fitted.points())
        .mean(passes, batch, targets, tolerance);
  }

  private List<StraightPath.Point> points() {
    SplittableRandom random = new SplittableRandom(seed);
    List<StraightPath.Point> points = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      int baseline = random.nextInt(baselines.size());
      points.add(new StraightPath.Point(baseline, random.nextDouble(), 1.0 / samples));
    }
    return points;
  }
}
