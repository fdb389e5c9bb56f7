package io.github.tfsaliency.cli.recommend;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Which method for this model, and why.
 *
 * @param model its folder
 * @param inputs how many were measured
 * @param seed of intervals and metrics
 * @param candidates methods that fit the model
 * @param unsuited methods that do not
 * @param standings of the candidates, by each metric
 * @param verdicts an answer to each question
 * @param overall the answer to those questions together that judge a map
 * @param failures what could not be measured
 */
record Recommendation(
    Path model,
    int inputs,
    long seed,
    ImmutableList<Candidate> candidates,
    ImmutableList<Unsuited> unsuited,
    ImmutableList<Standing> standings,
    ImmutableList<Verdict> verdicts,
    Verdict overall,
    ImmutableList<String> failures) {
  /** A method that does not fit, and why. */
  record Unsuited(String method, String reason) {}

  /**
   * How far two metrics agree about the order of the methods.
   *
   * @param correlation Spearman's; NaN where it is not defined
   */
  record Agreement(String first, String second, double correlation) {}

  /** Of every two metrics, those that disagree most first. */
  ImmutableList<Agreement> agreements() {
    ImmutableList.Builder<Agreement> all = ImmutableList.builder();
    for (int i = 0; i < standings.size(); i++) {
      for (int j = i + 1; j < standings.size(); j++) {
        Standing first = standings.get(i);
        Standing second = standings.get(j);
        all.add(new Agreement(first.metric(), second.metric(), first.agreement(second)));
      }
    }
    return all.build().stream()
        .filter(each -> !Double.isNaN(each.correlation()))
        .sorted(Comparator.comparingDouble(Agreement::correlation))
        .collect(ImmutableList.toImmutableList());
  }
}
