package io.github.tfsaliency.method.path;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.sampling.Baselines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The lines from baselines to the input, and where points lie on them. */
final class PathLine extends Value {
  private static final long serialVersionUID = 1;

  /** That of integrated gradients. */
  static final PathLine DEFAULT =
      new PathLine(
          IntegratedGradients.DEFAULT_STEPS,
          Quadrature.GAUSS_LEGENDRE,
          ImmutableList.of(Baseline.constant(0)));

  private final int steps;
  private final Quadrature quadrature;
  private final List<Baseline> baselines;

  private PathLine(int steps, Quadrature quadrature, List<Baseline> baselines) {
    quadrature.requireEnough(steps);
    checkArgument(!baselines.isEmpty(), "A path needs at least one baseline.");
    this.steps = steps;
    this.quadrature = requireNonNull(quadrature, "quadrature");
    this.baselines = List.copyOf(baselines);
  }

  PathLine withSteps(int newSteps) {
    return new PathLine(newSteps, quadrature, baselines);
  }

  PathLine withQuadrature(Quadrature newQuadrature) {
    return new PathLine(steps, requireNonNull(newQuadrature, "quadrature"), baselines);
  }

  PathLine withBaselines(Baseline... newBaselines) {
    return new PathLine(steps, quadrature, ImmutableList.copyOf(newBaselines));
  }

  PathLine withEachBaseline(Collection<Shape> samples) {
    return new PathLine(steps, quadrature, Baselines.each(baselines, samples));
  }

  int steps() {
    return steps;
  }

  Quadrature quadrature() {
    return quadrature;
  }

  ImmutableList<Baseline> baselines() {
    return ImmutableList.copyOf(baselines);
  }

  /** How many points all lines have together. */
  long pointCount(Collection<Shape> samples) {
    return (long) Baselines.each(baselines, samples).size() * steps;
  }

  /** All points of all lines; their weights sum to 1. */
  StraightPath path() {
    Quadrature.Nodes nodes = quadrature.nodes(steps);
    List<StraightPath.Point> points = new ArrayList<>();
    for (int baseline = 0; baseline < baselines.size(); baseline++) {
      for (int i = 0; i < steps; i++) {
        points.add(
            new StraightPath.Point(
                baseline, nodes.points()[i], nodes.weights()[i] / baselines.size()));
      }
    }
    return new StraightPath(baselines, points);
  }
}
