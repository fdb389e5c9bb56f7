package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.Serializable;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The score of a target while more and more of the input is replaced, or put back. A value.
 *
 * @param fractions the fraction that was replaced, or put back, for each score: strictly ascending,
 *     from 0 to at most 1
 * @param scores the score at each fraction, finite
 * @param scoreOfInput the score of the unchanged input, finite
 * @since 0.1.0
 */
public record PerturbationCurve(
    ImmutableDoubleArray fractions, ImmutableDoubleArray scores, double scoreOfInput)
    implements Serializable {
  /**
   * Creates a curve.
   *
   * @param fractions strictly ascending, from 0 to at most 1
   * @param scores one for each fraction, finite
   * @param scoreOfInput the score of the unchanged input, finite
   * @throws IllegalArgumentException if there are fewer than 2 points, their numbers differ, or a
   *     number is out of range
   */
  public PerturbationCurve {
    checkArgument(
        fractions.length() == scores.length() && scores.length() > 1,
        "A curve of at least 2 points cannot have %s fractions and %s scores.",
        fractions.length(),
        scores.length());
    checkArgument(
        fractions.get(0) == 0
            && fractions.get(fractions.length() - 1) <= 1
            && IntStream.range(1, fractions.length())
                .allMatch(i -> fractions.get(i) > fractions.get(i - 1)),
        "The fractions %s must ascend from 0 to at most 1.",
        fractions);
    checkArgument(
        Double.isFinite(scoreOfInput) && scores.stream().allMatch(Double::isFinite),
        "The scores %s, and that of the input (%s), must be finite.",
        scores,
        scoreOfInput);
  }

  /** The score after some of the regions were replaced, or put back. */
  static PerturbationCurve ofCounts(
      int[] counts, int regions, double[] scores, double scoreOfInput) {
    return new PerturbationCurve(
        ImmutableDoubleArray.copyOf(IntStream.of(counts).mapToDouble(c -> c / (double) regions)),
        ImmutableDoubleArray.copyOf(scores),
        scoreOfInput);
  }

  /**
   * The mean of several curves at each fraction, as papers plot and report it.
   *
   * @param curves at least one, all of the same fractions
   * @return the mean curve; its area and AOPC are the means of the curves' areas and AOPCs
   * @throws IllegalArgumentException if there are no curves or their fractions differ
   */
  public static PerturbationCurve mean(List<PerturbationCurve> curves) {
    checkArgument(!curves.isEmpty(), "The mean of curves takes at least 1 curve, but got 0.");
    PerturbationCurve first = curves.get(0);
    for (PerturbationCurve curve : curves) {
      checkArgument(
          curve.fractions().equals(first.fractions()),
          "The curve has the fractions %s, the first one has %s.\n"
              + "Maybe the inputs differ in size.",
          curve.fractions(),
          first.fractions());
    }
    return new PerturbationCurve(
        first.fractions(),
        ImmutableDoubleArray.copyOf(
            IntStream.range(0, first.scores().length())
                .mapToDouble(i -> mean(curves, curve -> curve.scores().get(i)))),
        mean(curves, PerturbationCurve::scoreOfInput));
  }

  private static double mean(
      List<PerturbationCurve> curves, ToDoubleFunction<PerturbationCurve> number) {
    return Elements.mean(curves.stream().mapToDouble(number).toArray());
  }

  /**
   * The area under the curve by the trapezoid rule, divided by the last fraction: the mean height
   * of the curve.
   *
   * <pre>
   *   area = sum over k of (x_k - x_(k-1)) (s_k + s_(k-1)) / 2, divided by x_last
   * </pre>
   *
   * @return the area, in units of the score
   */
  public double area() {
    double area = 0;
    for (int k = 1; k < scores.length(); k++) {
      area += (fractions.get(k) - fractions.get(k - 1)) * (scores.get(k) + scores.get(k - 1)) / 2;
    }
    return area / fractions.get(fractions.length() - 1);
  }

  /**
   * The area over the perturbation curve (AOPC), for a curve of replacements.
   *
   * <pre>
   *   AOPC = 1 / (L + 1) sum over k = 0 ... L of f(x) - f(x_k)
   * </pre>
   *
   * <p>Source: Samek et al., <i>Evaluating the Visualization of What a Deep Neural Network Has
   * Learned</i>, IEEE Transactions on Neural Networks and Learning Systems 2017, the definition, <a
   * href="https://arxiv.org/abs/1509.06321">arXiv:1509.06321</a>, for one image.
   *
   * @return the mean drop, in units of the score
   */
  public double aopc() {
    return Elements.mean(scores.stream().map(score -> scoreOfInput - score).toArray());
  }
}
