package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.sampling.Baselines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * Integrated Gradients: how much each input value contributes to the difference between the scores
 * of the input and a baseline, along the straight line between the two.
 *
 * <pre>A = (x - x0) * integral from 0 to 1 of dS/dx (x0 + a (x - x0)) da</pre>
 *
 * <p>The map sums to S(x) - S(x0), apart from the {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap}: the error of a sum over finitely many
 * points. With several baselines the map is the mean of their maps. Cost: about 2 forward passes
 * per step, and 2 for the gap. Does not show values near the baseline, even if they are relevant: a
 * black baseline causes the bias of input x gradient (Brocki, Chung 2020).
 *
 * <p>Source: Sundararajan, Taly, Yan, <i>Axiomatic Attribution for Deep Networks</i>, ICML 2017,
 * equations 1 and 3; several baselines: Sturmfels, Lundberg, Lee, <i>Visualizing the Impact of
 * Feature Attribution Baselines</i>, Distill 2020.
 *
 * @since 0.1.0
 */
public final class IntegratedGradients extends Value implements AttributionMethod {
  private static final long serialVersionUID = 1;

  /** The default number of steps. */
  public static final int DEFAULT_STEPS = 50;

  /** The default largest number of steps with a tolerance. */
  public static final int DEFAULT_MAX_STEPS = 3200;

  private final int steps;
  private final Quadrature quadrature;
  private final List<Baseline> baselines;
  private final Optional<Double> tolerance;

  /** Where doubling ends; empty for the usual. */
  private final OptionalInt mostSteps;

  private IntegratedGradients(
      int steps,
      Quadrature quadrature,
      List<Baseline> baselines,
      Optional<Double> tolerance,
      OptionalInt mostSteps) {
    quadrature.requireEnough(steps);
    checkArgument(!baselines.isEmpty(), "Integrated gradients need at least one baseline.");
    checkArgument(
        tolerance.isEmpty() || tolerance.get() > 0,
        "The tolerance (%s) must be positive.",
        tolerance.orElse(0.0));
    int usual = Math.max(steps, DEFAULT_MAX_STEPS);
    checkArgument(
        mostSteps.orElse(usual) >= steps,
        "The largest number of steps (%s) must not be less than the first (%s).",
        mostSteps.orElse(usual),
        steps);
    Limits.requireAtMost("largest number of steps", mostSteps.orElse(usual), Limits.STEPS);
    this.steps = steps;
    this.quadrature = requireNonNull(quadrature, "quadrature");
    this.baselines = List.copyOf(baselines);
    this.tolerance = requireNonNull(tolerance, "tolerance");
    // what was chosen and what is usual are equal, and print alike
    this.mostSteps = mostSteps.orElse(usual) == usual ? OptionalInt.empty() : mostSteps;
  }

  /**
   * {@value #DEFAULT_STEPS} Gauss-Legendre points from a baseline of zero.
   *
   * @return the method
   */
  public static IntegratedGradients of() {
    return new IntegratedGradients(
        DEFAULT_STEPS,
        Quadrature.GAUSS_LEGENDRE,
        ImmutableList.of(Baseline.constant(0)),
        Optional.empty(),
        OptionalInt.empty());
  }

  /**
   * Chooses the number of points.
   *
   * @param newSteps the number of points; with a tolerance, the first number; {@value
   *     #DEFAULT_STEPS} by default
   * @return a new method
   * @throws IllegalArgumentException if the quadrature needs more points, it is above 100,000, or
   *     the chosen largest number of steps is smaller
   */
  public IntegratedGradients withSteps(int newSteps) {
    return new IntegratedGradients(newSteps, quadrature, baselines, tolerance, mostSteps);
  }

  /**
   * Chooses the positions of the points.
   *
   * @param newQuadrature {@link Quadrature#GAUSS_LEGENDRE} by default
   * @return a new method
   * @throws IllegalArgumentException if it needs more steps
   */
  public IntegratedGradients withQuadrature(Quadrature newQuadrature) {
    return new IntegratedGradients(steps, newQuadrature, baselines, tolerance, mostSteps);
  }

  /**
   * Chooses the baseline, or several.
   *
   * @param newBaselines zero by default
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public IntegratedGradients withBaselines(Baseline... newBaselines) {
    return new IntegratedGradients(
        steps, quadrature, ImmutableList.copyOf(newBaselines), tolerance, mostSteps);
  }

  /**
   * Doubles the steps until the gap is small enough, for each sample separately.
   *
   * @param newTolerance the largest gap, in units of the score
   * @return a new method
   * @throws IllegalArgumentException if the tolerance is not positive
   */
  public IntegratedGradients withTolerance(double newTolerance) {
    return new IntegratedGradients(
        steps, quadrature, baselines, Optional.of(newTolerance), mostSteps);
  }

  /**
   * Limits the doubling of steps.
   *
   * @param newMaxSteps {@value #DEFAULT_MAX_STEPS} by default, or the first number of steps if that
   *     is larger
   * @return a new method
   * @throws IllegalArgumentException if it is smaller than the first number of steps, or above
   *     100,000
   */
  public IntegratedGradients withMaxSteps(int newMaxSteps) {
    return new IntegratedGradients(
        steps, quadrature, baselines, tolerance, OptionalInt.of(newMaxSteps));
  }

  /**
   * The largest number of steps with a tolerance.
   *
   * @return at least {@link #steps()}
   */
  public int maxSteps() {
    return mostSteps.orElse(Math.max(steps, DEFAULT_MAX_STEPS));
  }

  /** {@return the number of points; with a tolerance, the first number} */
  public int steps() {
    return steps;
  }

  /** {@return the positions of the points} */
  public Quadrature quadrature() {
    return quadrature;
  }

  /** {@return the baselines, where the lines begin} */
  public ImmutableList<Baseline> baselines() {
    return ImmutableList.copyOf(baselines);
  }

  /** {@return the largest allowed gap, in units of the score; empty for a fixed number of steps} */
  public Optional<Double> tolerance() {
    return tolerance;
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    int lines = withEachBaseline(batch.sampleShapes()).baselines().size();
    return batch.sampleCount() * (1 + lines * (1L + steps));
  }

  @Override
  public IntegratedGradients withEachBaseline(Collection<Shape> samples) {
    return new IntegratedGradients(
        steps, quadrature, Baselines.each(baselines, samples), tolerance, mostSteps);
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    IntegratedGradients fitted = withEachBaseline(batch.sampleShapes());
    return tolerance.isEmpty()
        ? fitted.path(steps).integrate(passes, batch, targets)
        : fitted.eachUntilComplete(passes, batch, targets);
  }

  @Override
  public boolean mapsLayers() {
    return true;
  }

  @Override
  public GraphForm graphForm() {
    if (tolerance.isPresent()) {
      return new GraphForm.None("doubles its steps until the gap is small enough");
    }
    Quadrature.Nodes nodes = quadrature.nodes(steps);
    ImmutableList.Builder<GraphForm.Line> lines = ImmutableList.builder();
    for (Baseline baseline : baselines) {
      if (baseline.values().isEmpty()) {
        return Baselines.unwritten(baselines);
      }
      lines.add(
          new GraphForm.Line(
              baseline.values().get(),
              ImmutableDoubleArray.copyOf(nodes.points()),
              ImmutableDoubleArray.copyOf(
                  Arrays.stream(nodes.weights()).map(weight -> weight / baselines.size()))));
    }
    return new GraphForm.Lines(lines.build());
  }

  private StraightPath path(int count) {
    Quadrature.Nodes nodes = quadrature.nodes(count);
    List<StraightPath.Point> points = new ArrayList<>();
    for (int baseline = 0; baseline < baselines.size(); baseline++) {
      for (int i = 0; i < count; i++) {
        points.add(
            new StraightPath.Point(
                baseline, nodes.points()[i], nodes.weights()[i] / baselines.size()));
      }
    }
    return new StraightPath(baselines, points);
  }

  /** Each sample alone, so that it does not depend on what else is in the batch. */
  private GradientResult eachUntilComplete(Passes passes, Batch batch, ResolvedTargets targets) {
    return GradientResult.join(
        IntStream.range(0, batch.sampleCount())
            .mapToObj(i -> untilComplete(passes, batch.slice(i, i + 1), targets.slice(i, i + 1)))
            .toList());
  }

  private GradientResult untilComplete(Passes passes, Batch sample, ResolvedTargets target) {
    double largest = tolerance.orElseThrow();
    for (int points = steps; ; points = Math.min(2 * points, maxSteps())) {
      GradientResult result = path(points).integrate(passes, sample, target);
      double gap = result.gaps().orElseThrow().get(0);
      if (Math.abs(gap) <= largest) {
        return result;
      }
      if (points == maxSteps()) {
        throw new SaliencyException(
            Message.of(
                "Integrated gradients of %s steps have a gap of %s, more than the tolerance %s.\n"
                    + "Maybe allow more steps, or a larger gap.",
                points, gap, largest));
      }
    }
  }
}
