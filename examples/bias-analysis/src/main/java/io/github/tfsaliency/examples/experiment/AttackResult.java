package io.github.tfsaliency.examples.experiment;

import java.util.List;

/**
 * A photograph before and after an attack, and what became of its maps.
 *
 * @param photo the file's name
 * @param goal which class the attack made the top one
 * @param reached whether it is
 * @param steps how many it took
 * @param epsilon by how many levels of 255 a channel value was allowed to change
 * @param largestChange by how many levels one did
 * @param meanChange of |change| in levels, over all channel values
 * @param oldClass the top class of the clean photograph
 * @param newClass the goal
 * @param encoding how the model writes a pixel as a number
 * @param clean the photograph as the model sees it, for an attribute {@code src}
 * @param attacked the same after the attack
 * @param change their difference, mid-grey where there is none
 * @param methods what became of the maps
 * @param maps some of them
 */
public record AttackResult(
    String photo,
    AttackGoal goal,
    boolean reached,
    int steps,
    int epsilon,
    int largestChange,
    double meanChange,
    ClassLogits oldClass,
    ClassLogits newClass,
    String encoding,
    String clean,
    String attacked,
    String change,
    List<MethodSimilarities> methods,
    List<Maps> maps) {
  /**
   * Keeps copies.
   *
   * @param photo as above
   * @param goal as above
   * @param reached as above
   * @param steps as above
   * @param epsilon as above
   * @param largestChange as above
   * @param meanChange as above
   * @param oldClass as above
   * @param newClass as above
   * @param encoding as above
   * @param clean as above
   * @param attacked as above
   * @param change as above
   * @param methods as above
   * @param maps as above
   */
  public AttackResult {
    methods = List.copyOf(methods);
    maps = List.copyOf(maps);
  }

  /**
   * A class.
   *
   * @param index of its logit
   * @param label its name
   * @param clean its logit of the clean photograph
   * @param attacked its logit of the attacked one
   */
  public record ClassLogits(long index, String label, double clean, double attacked) {}

  /**
   * How alike two maps are, of their |A| summed over the channels.
   *
   * @param rank Spearman's correlation, 1 for the same order of pixels; NaN if a map is the same
   *     everywhere
   * @param ssim structural similarity, 1 for the same; NaN if a map is zero
   */
  public record Similarity(double rank, double ssim) {}

  /**
   * How alike maps of one method are to that of the clean photograph for its own class.
   *
   * @param method its title
   * @param attackedNew the attacked photograph for the new class
   * @param attackedOld the attacked photograph for the old class: only the pixels differ
   * @param cleanNew the clean photograph for the new class: only the class differs
   */
  public record MethodSimilarities(
      String method, Similarity attackedNew, Similarity attackedOld, Similarity cleanNew) {}

  /**
   * The maps of one method as pictures, for attributes {@code src}.
   *
   * @param method its title
   * @param cleanOld the clean photograph for its own class
   * @param attackedNew the attacked photograph for the new class
   * @param attackedOld the attacked photograph for the old class
   * @param cleanNew the clean photograph for the new class
   */
  public record Maps(
      String method, String cleanOld, String attackedNew, String attackedOld, String cleanNew) {}
}
