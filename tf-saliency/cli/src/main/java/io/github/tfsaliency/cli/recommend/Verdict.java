package io.github.tfsaliency.cli.recommend;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a question.
 *
 * @param question what was asked
 * @param kind what kind of answer it is
 * @param methods the one that is recommended, or those that cannot be told apart
 * @param text the answer in words
 */
record Verdict(String question, Kind kind, ImmutableList<String> methods, String text) {
  /** What metrics say together. */
  enum Kind {
    /** One method is the best by at least one metric, and no other metric puts it behind. */
    WINNER,
    /** Several methods cannot be told apart. */
    TIE,
    /** Metrics favour different methods. */
    DISAGREEMENT,
    /** No metric ranks the methods. */
    UNKNOWN
  }

  static Verdict of(String question, List<Standing> standings, List<String> methods) {
    List<Standing> ranking = standings.stream().filter(each -> each.best() >= 0).toList();
    if (ranking.isEmpty()) {
      return new Verdict(
          question, Kind.UNKNOWN, ImmutableList.of(), "No metric ranks the methods.");
    }
    List<Integer> common = new ArrayList<>(ranking.get(0).leaders());
    ranking.forEach(standing -> common.retainAll(standing.leaders()));
    ImmutableList<String> names = names(common, methods);
    if (common.isEmpty()) {
      return new Verdict(
          question,
          Kind.DISAGREEMENT,
          ImmutableList.of(),
          "The metrics disagree: " + favourites(ranking, methods) + ".");
    }
    boolean beyondDoubt = ranking.stream().anyMatch(Standing::hasWinner);
    if (common.size() == 1 && !beyondDoubt) {
      return new Verdict(
          question,
          Kind.TIE,
          names,
          Message.of(
              "No winner: %s is among the best by every metric, beyond doubt by none.",
              Message.part(names.get(0))));
    }
    if (common.size() == 1) {
      return new Verdict(
          question,
          Kind.WINNER,
          names,
          Message.of(
              "%s: %s.", Message.part(names.get(0)), Message.part(favourites(ranking, methods))));
    }
    boolean single = ranking.stream().allMatch(standing -> standing.inputs() < 2);
    return new Verdict(
        question,
        Kind.TIE,
        names,
        single
            ? "One input does not tell methods apart; give more."
            : Message.of(
                "No winner: the intervals of %s overlap.", Message.part(String.join(", ", names))));
  }

  private static ImmutableList<String> names(List<Integer> places, List<String> methods) {
    return places.stream().map(methods::get).collect(ImmutableList.toImmutableList());
  }

  private static String favourites(List<Standing> standings, List<String> methods) {
    List<String> parts = new ArrayList<>();
    for (Standing standing : standings) {
      List<String> leaders = names(standing.leaders(), methods);
      parts.add(
          standing.metric()
              + (leaders.size() == 1 ? " favours " : " cannot tell apart ")
              + String.join(", ", leaders));
    }
    return String.join("; ", parts);
  }
}
