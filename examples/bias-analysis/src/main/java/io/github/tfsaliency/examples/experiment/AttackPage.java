package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The content of the template {@code experiment/attack.jte}.
 *
 * @param results one for each photograph and goal
 * @param groups what they come to, for each goal
 */
public record AttackPage(ImmutableList<AttackResult> results, ImmutableList<Group> groups) {
  /** Maps of which the order of pixels is alike by more than this are nearly the same. */
  public static final double SAME = 0.9;

  /** A similarity that differs by less than this from another is about as large. */
  public static final double CLOSE = 0.05;

  /** How many photographs are shown. */
  private static final int PICTURED = 3;

  /**
   * Similarities of a method to its maps of the clean photographs for their own classes, means over
   * the photographs.
   *
   * @param method its title
   * @param attackedNew rank correlation; the attacked photograph for the new class
   * @param attackedOld rank correlation; the attacked photograph for the old class
   * @param cleanNew rank correlation; the clean photograph for the new class
   * @param attackedNewSsim the first as structural similarity
   * @param attackedOldSsim the second as structural similarity
   * @param cleanNewSsim the third as structural similarity
   */
  public record Row(
      String method,
      MeanInterval attackedNew,
      MeanInterval attackedOld,
      MeanInterval cleanNew,
      MeanInterval attackedNewSsim,
      MeanInterval attackedOldSsim,
      MeanInterval cleanNewSsim) {
    /**
     * What the means say.
     *
     * @return a sentence without a full stop
     */
    public String finding() {
      double moved = attackedNew.mean();
      double pixels = attackedOld.mean();
      double classes = cleanNew.mean();
      if (Double.isNaN(moved + pixels + classes)) {
        return "its maps are the same everywhere, so nothing can be said";
      }
      if (moved > SAME) {
        return "the order of the pixels hardly changes, though the prediction does";
      }
      if (pixels > SAME && classes <= SAME) {
        return "the map moves with the class; the pixels alone hardly change it";
      }
      if (pixels <= SAME && classes > SAME) {
        return "the map moves with the pixels; the class alone hardly changes it";
      }
      if (pixels <= SAME && Math.abs(pixels - moved) < CLOSE) {
        return "the map moves about as much for the old class: it need not be the class that moves"
            + " it, the change of the pixels is enough";
      }
      return classes < pixels - CLOSE
          ? "the map moves, with the class more than with the pixels"
          : classes > pixels + CLOSE
              ? "the map moves, with the pixels more than with the class"
              : "the map moves, with the class about as much as with the pixels";
    }
  }

  /**
   * The photographs whose attack had one goal.
   *
   * @param goal which class became the top one
   * @param photos how many were attacked
   * @param reached how many attacks reached the goal; only these are in the rows
   * @param steps how many these took
   * @param meanChange of |change| in levels
   * @param rows by method
   */
  public record Group(
      AttackGoal goal,
      int photos,
      int reached,
      MeanInterval steps,
      MeanInterval meanChange,
      ImmutableList<Row> rows) {
    /**
     * What the rows say, those together that say the same.
     *
     * @return methods by finding
     */
    public ImmutableListMultimap<String, String> methodsByFinding() {
      ImmutableListMultimap.Builder<String, String> methods = ImmutableListMultimap.builder();
      rows.forEach(row -> methods.put(row.finding(), row.method()));
      return methods.build();
    }

    static Group of(AttackGoal goal, List<AttackResult> results, long seed) {
      List<AttackResult> reached = results.stream().filter(AttackResult::reached).toList();
      ImmutableList.Builder<Row> rows = ImmutableList.builder();
      for (int i = 0; i < results.get(0).methods().size(); i++) {
        rows.add(row(reached, results.get(0).methods().get(i).method(), i, seed));
      }
      return new Group(
          goal,
          results.size(),
          reached.size(),
          mean(reached, result -> (double) result.steps(), seed),
          mean(reached, AttackResult::meanChange, seed),
          rows.build());
    }

    private static Row row(List<AttackResult> results, String method, int index, long seed) {
      Function<AttackResult, AttackResult.MethodSimilarities> own =
          result -> result.methods().get(index);
      return new Row(
          method,
          mean(results, result -> own.apply(result).attackedNew().rank(), seed),
          mean(results, result -> own.apply(result).attackedOld().rank(), seed),
          mean(results, result -> own.apply(result).cleanNew().rank(), seed),
          mean(results, result -> own.apply(result).attackedNew().ssim(), seed),
          mean(results, result -> own.apply(result).attackedOld().ssim(), seed),
          mean(results, result -> own.apply(result).cleanNew().ssim(), seed));
    }

    private static MeanInterval mean(
        List<AttackResult> results, Function<AttackResult, Double> value, long seed) {
      return Figures.mean(results.stream().map(value).toList(), seed);
    }
  }

  /**
   * Draws the intervals.
   *
   * @param results one for each photograph and goal, in the order of the page
   * @param seed of the intervals
   * @return for the template
   */
  public static AttackPage of(List<AttackResult> results, long seed) {
    ImmutableMap<AttackGoal, List<AttackResult>> byGoal =
        Maps.toMap(
            Arrays.asList(AttackGoal.values()),
            goal -> results.stream().filter(result -> result.goal() == goal).toList());
    ImmutableList.Builder<Group> groups = ImmutableList.builder();
    byGoal.forEach(
        (goal, own) -> {
          if (!own.isEmpty()) {
            groups.add(Group.of(goal, own, seed));
          }
        });
    return new AttackPage(ImmutableList.copyOf(results), groups.build());
  }

  /**
   * Some of the results, to be shown in pictures: the attacks towards the less likely classes, as
   * their maps have more reason to differ.
   *
   * @return at most three that reached their goal
   */
  public ImmutableList<AttackResult> pictured() {
    return results.stream()
        .filter(AttackResult::reached)
        .sorted(Comparator.comparing(AttackResult::goal).reversed())
        .limit(PICTURED)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * How far the attacks were allowed to go.
   *
   * @return the largest one, in levels of 255
   */
  public int epsilon() {
    return results.stream().mapToInt(AttackResult::epsilon).max().orElse(0);
  }
}
