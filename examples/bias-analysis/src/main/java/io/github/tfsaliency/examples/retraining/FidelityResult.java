package io.github.tfsaliency.examples.retraining;

import java.util.List;

/**
 * Predictions while pixels are removed, for networks that were trained on such pictures and for
 * others.
 *
 * @param pictures how many test pictures
 * @param shares of the pixels that are replaced by the mean colour, ascending
 * @param plain networks that learned whole pictures
 * @param augmented networks that learned perturbed ones, too
 */
public record FidelityResult(
    int pictures, List<Double> shares, Networks plain, Networks augmented) {
  /**
   * Networks that learned alike.
   *
   * @param accuracies on whole test pictures, one a training
   * @param methods whose maps were asked; the first one is chance
   */
  public record Networks(List<Double> accuracies, List<MethodCurves> methods) {}

  /**
   * A method's order of the pixels. A curve is the share of pictures whose predicted class stays,
   * by share of pixels; there is one for each training.
   *
   * @param title of the method
   * @param absolute in the order of |A|
   * @param signed in the order of A; of a method that has no signs the same order
   * @param mask how often the predicted class is that of the whole picture where the network sees
   *     no more than which tenth of the pixels comes first, one a training
   * @param rankAccuracy the share of the object among as many first pixels by |A|, one a training;
   *     empty where nobody knows the object
   */
  public record MethodCurves(
      String title, Curves absolute, Curves signed, List<Double> mask, List<Double> rankAccuracy) {}

  /**
   * Both ends of an order.
   *
   * @param mostFirst while the most important pixels go first
   * @param leastFirst while the least important pixels go first
   */
  public record Curves(List<List<Double>> mostFirst, List<List<Double>> leastFirst) {
    /**
     * The area between the two curves: what the order is worth.
     *
     * @return one value a training: 0 for a random order, below 0 for one that is upside down
     */
    public List<Double> fidelity() {
      return Trainings.differences(leastFirst, mostFirst);
    }
  }
}
