package io.github.tfsaliency.cli.recommend;

import io.github.tfsaliency.cli.report.IntervalChart;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.message.Shown;
import java.util.Locale;

/**
 * The texts of the page; the template reads the rest.
 *
 * @param recommendation what was found
 */
record RecommendationPage(Recommendation recommendation) {
  String model() {
    return Shown.name(
        String.valueOf(recommendation.model().toAbsolutePath().normalize().getFileName()));
  }

  String question(Verdict verdict) {
    return AskedQuestion.valueOf(verdict.question().toUpperCase(Locale.ROOT)).text();
  }

  String plot(Standing standing) {
    return IntervalChart.svg(
        standing.metric(),
        "mean rank, 1 is the best",
        recommendation.candidates().stream().map(Candidate::name).toList(),
        standing.ranks());
  }

  static String interval(MeanInterval mean) {
    return mean.hasInterval()
        ? Page.number(mean.mean())
            + " ["
            + Page.number(mean.low())
            + ", "
            + Page.number(mean.high())
            + "]"
        : Page.number(mean.mean());
  }

  static String passes(Candidate candidate) {
    return String.format(Locale.ROOT, candidate.cost() < 10 ? "%.1f" : "%.0f", candidate.cost());
  }
}
