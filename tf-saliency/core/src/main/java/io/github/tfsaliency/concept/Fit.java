package io.github.tfsaliency.concept;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import java.util.Arrays;
import java.util.List;

/** How a direction is learnt from examples. */
enum Fit {
  /**
   * The normal of a logistic regression with an L2 penalty of its weights, not of its offset. By
   * LIBLINEAR (Fan et al., <i>LIBLINEAR: A Library for Large Linear Classification</i>, JMLR 2008).
   */
  LINEAR {
    @Override
    Hyperplane of(Sides sides) {
      return regression(sides);
    }
  },
  /** The difference of the means; the plane lies half-way. */
  MEAN_DIFFERENCE {
    @Override
    Hyperplane of(Sides sides) {
      double[] first = Sides.mean(sides.positives());
      double[] second = Sides.mean(sides.negatives());
      double[] normal = new double[first.length];
      double offset = 0;
      for (int i = 0; i < normal.length; i++) {
        normal[i] = first[i] - second[i];
        offset -= normal[i] * (first[i] + second[i]) / 2;
      }
      return new Hyperplane(normal, offset);
    }
  };

  private static final double COST = 1;

  /** Of the gradient's length at the start. */
  private static final double TOLERANCE = 1e-8;

  static {
    // The library prints what it does, unless it is told not to.
    Linear.disableDebugOutput();
  }

  abstract Hyperplane of(Sides sides);

  /**
   * Fits centred values, scaled so that the mean of the channels' variances is 1. So the penalty
   * does not depend on the layer's scale.
   */
  private static Hyperplane regression(Sides sides) {
    List<float[]> all = sides.all();
    double[] mean = Sides.mean(all);
    double variance = sides.variance();
    double unit = variance > 0 ? Math.sqrt(variance) : 1;
    Problem problem = new Problem();
    problem.l = all.size();
    problem.n = mean.length + 1;
    problem.bias = 1;
    problem.x = new Feature[problem.l][];
    problem.y = new double[problem.l];
    Arrays.fill(problem.y, 0, sides.positives().size(), 1);
    for (int i = 0; i < problem.l; i++) {
      problem.x[i] = features(all.get(i), mean, unit);
    }
    Parameter parameter = new Parameter(SolverType.L2R_LR, COST, TOLERANCE);
    parameter.setRegularizeBias(false);
    Model model = Linear.train(problem, parameter);
    double[] weights = model.getFeatureWeights();
    double[] normal = new double[mean.length];
    double offset = weights[mean.length];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = weights[i] / unit;
      offset -= normal[i] * mean[i];
    }
    return new Hyperplane(normal, offset);
  }

  /** All channels, and one for the offset. */
  private static Feature[] features(float[] example, double[] mean, double unit) {
    Feature[] features = new Feature[example.length + 1];
    for (int i = 0; i < example.length; i++) {
      features[i] = new FeatureNode(i + 1, (example[i] - mean[i]) / unit);
    }
    features[example.length] = new FeatureNode(example.length + 1, 1);
    return features;
  }
}
