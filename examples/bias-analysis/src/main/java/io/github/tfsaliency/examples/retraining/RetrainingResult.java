package io.github.tfsaliency.examples.retraining;

import java.util.List;

/**
 * Classifiers that learn from the pixels that a method's ranking selects.
 *
 * @param title of the method
 * @param zeros the share of pixels without any relevance, in the mean over the pictures: chance
 *     ranks these
 * @param retrained by experiment and fraction, in the order of the plan
 */
public record RetrainingResult(String title, double zeros, List<Retrained> retrained) {
  /**
   * Classifiers that were trained on pictures of the same kind.
   *
   * @param experiment what was done to the pictures
   * @param fraction the share of pixels that were replaced by the mean colour
   * @param accuracies on test pictures of the same kind, one for each seed of the training
   */
  public record Retrained(Experiment experiment, double fraction, List<Double> accuracies) {
    /**
     * The mean of the accuracies.
     *
     * @return from 0 to 1
     */
    public double accuracy() {
      return accuracies.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
  }

  /**
   * One experiment.
   *
   * @param experiment which
   * @return its accuracies, by fraction
   */
  public List<Retrained> of(Experiment experiment) {
    return retrained.stream().filter(each -> each.experiment() == experiment).toList();
  }
}
