package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import java.util.List;
import java.util.stream.Stream;

/**
 * How much is done.
 *
 * @param train pictures that each classifier learns from
 * @param test pictures that its accuracy is of
 * @param epochs of each training
 * @param repeats trainings with seeds of their own for each accuracy
 * @param fractions of the pixels that are replaced in turn
 * @param maskFractions those for which {@link Experiment#MASK} is done, too
 * @param seed of all that is drawn
 */
public record RetrainingPlan(
    int train,
    int test,
    int epochs,
    int repeats,
    List<Double> fractions,
    List<Double> maskFractions,
    long seed) {
  /**
   * Checks the numbers.
   *
   * @param train pictures that each classifier learns from
   * @param test pictures that its accuracy is of
   * @param epochs of each training
   * @param repeats trainings with seeds of their own for each accuracy
   * @param fractions of the pixels that are replaced in turn; copied
   * @param maskFractions those for which {@link Experiment#MASK} is done, too; copied
   * @param seed of all that is drawn
   * @throws IllegalArgumentException if a number is not positive or a fraction not between 0 and 1
   */
  public RetrainingPlan {
    checkArgument(
        train > 0 && test > 0 && epochs > 0 && repeats > 0,
        "The pictures (%s and %s), epochs (%s) and repeats (%s) must be positive.",
        train,
        test,
        epochs,
        repeats);
    fractions = List.copyOf(fractions);
    maskFractions = List.copyOf(maskFractions);
    checkArgument(
        Stream.concat(fractions.stream(), maskFractions.stream())
            .allMatch(fraction -> fraction > 0 && fraction < 1),
        "The fractions %s and %s must be between 0 and 1.",
        fractions,
        maskFractions);
  }

  /**
   * What takes some twenty minutes on two processors with {@link RankingMethod#ALL}.
   *
   * @param seed of all that is drawn
   * @return three trainings for each accuracy
   */
  public static RetrainingPlan full(long seed) {
    List<Double> fractions = List.of(0.1, 0.5, 0.9);
    return new RetrainingPlan(4000, 1000, 5, 3, fractions, fractions, seed);
  }

  /**
   * What takes some seconds with {@link RankingMethod#FEW}: enough to see that it works, too little
   * to learn from.
   *
   * @param seed of all that is drawn
   * @return one training for each accuracy
   */
  public static RetrainingPlan quick(long seed) {
    return new RetrainingPlan(300, 100, 4, 1, List.of(0.5, 0.9), List.of(0.5), seed);
  }

  /**
   * The same with another number of trainings for each accuracy.
   *
   * @param number at least 1
   * @return a plan
   */
  public RetrainingPlan withRepeats(int number) {
    return new RetrainingPlan(train, test, epochs, number, fractions, maskFractions, seed);
  }
}
