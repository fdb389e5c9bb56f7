package io.github.tfsaliency.cli.recommend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Prediction;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.evaluate.Evaluation;
import io.github.tfsaliency.cli.evaluate.Evaluation.Question;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.cli.evaluate.Evaluator;
import io.github.tfsaliency.cli.evaluate.MeanRanks;
import io.github.tfsaliency.cli.recommend.Recommendation.Unsuited;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.sample.ForwardTime;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.spec.MetricSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries methods on a model, measures them, and says what the numbers allow to say. */
final class RecommendRun {
  /** A map that keeps more of its order with random weights hardly depends on them. */
  private static final double INSENSITIVE = 0.5;

  /** A sum that misses more of the score is no sum of contributions. */
  private static final double LARGE_GAP = 0.1;

  /** Costs that are closer are alike: they are measured times. */
  private static final double ALIKE = 1.5;

  private final ExplainedModel model;
  private final Asked asked;
  private final Progress progress;
  private final Losses losses;

  /**
   * What is asked.
   *
   * @param questions in order
   * @param methods candidates
   * @param target what is explained
   * @param seed of metrics and intervals
   * @param quick whether metrics take fewer passes
   */
  record Asked(
      ImmutableList<AskedQuestion> questions,
      ImmutableList<MethodSpec> methods,
      Target target,
      long seed,
      boolean quick) {}

  RecommendRun(ExplainedModel model, Asked asked, Progress progress, Losses losses) {
    this.model = model;
    this.asked = asked;
    this.progress = progress;
    this.losses = losses;
  }

  /** A method that gave a map of the first input. */
  private record Tried(
      MethodSpec method, double seconds, boolean multiplies, List<String> warnings) {}

  /**
   * Measures, and concludes.
   *
   * @throws SaliencyException if no method fits, or nothing can be measured
   */
  Recommendation recommend(List<String> files) {
    ExplainedSample first = first(files);
    double forward = ForwardTime.median(first);
    List<Tried> tried = new ArrayList<>();
    ImmutableList.Builder<Unsuited> unsuited = ImmutableList.builder();
    for (MethodSpec method : asked.methods()) {
      progress.step("tries " + method);
      try {
        tried.add(tryOut(first, method));
      } catch (RuntimeException e) {
        unsuited.add(new Unsuited(method.text(), Failures.text(e)));
      }
    }
    if (tried.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "None of the %s methods fits the model. The first, '%s': %s",
              asked.methods().size(),
              asked.methods().get(0),
              Message.part(unsuited.build().get(0).reason())));
    }
    ImmutableList<MethodSpec> methods =
        tried.stream().map(Tried::method).collect(toImmutableList());
    ImmutableList<MetricSpec> metrics =
        asked.questions().stream()
            .flatMap(question -> question.metrics(asked.quick()).stream())
            .collect(toImmutableList());
    Evaluation evaluation =
        new Evaluator(
                model,
                asked.target(),
                null,
                new Question(methods, metrics, asked.seed(), Optional.empty()),
                progress,
                losses)
            .evaluate(files);
    Map<AskedQuestion, List<Standing>> standings = standings(evaluation, methods, files);
    ImmutableList<Candidate> candidates =
        tried.stream().map(each -> candidate(each, evaluation, forward)).collect(toImmutableList());
    return conclusion(evaluation, standings, candidates, unsuited.build());
  }

  private ExplainedSample first(List<String> files) {
    @Nullable RuntimeException failure = null;
    for (String file : files) {
      try {
        return samples(file).get(0);
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new SaliencyException("There is no input.") : failure;
  }

  /** The rows of a table or the lines of a text, or one sample of anything else. */
  private ImmutableList<ExplainedSample> samples(String file) {
    return ExplainedSample.readAll(file, model, asked.target(), asked.seed(), Optional.empty())
        .values()
        .asList();
  }

  /** The second map finds the graphs built. */
  private Tried tryOut(ExplainedSample sample, MethodSpec method) {
    Attribution map = sample.saliency(method.method()).compute(sample.input());
    Stopwatch watch = Stopwatch.createStarted();
    var unused = sample.saliency(method.method()).compute(sample.input());
    double seconds = ForwardTime.seconds(watch.elapsed());
    ExplainedMap explained = new ExplainedMap(sample, method.method(), map);
    return new Tried(
        method, seconds, InputProduct.isIn(explained, asked.seed()), List.copyOf(map.warnings()));
  }

  private Map<AskedQuestion, List<Standing>> standings(
      Evaluation evaluation, ImmutableList<MethodSpec> methods, List<String> files) {
    Map<AskedQuestion, List<Standing>> all = new EnumMap<>(AskedQuestion.class);
    int metric = 0;
    for (AskedQuestion question : asked.questions()) {
      List<Standing> own = new ArrayList<>();
      for (MetricSpec spec : question.metrics(asked.quick())) {
        int place = metric++;
        own.add(
            Standing.of(
                spec.row().name(),
                spec.row().better().toString(),
                MeanRanks.ofPictures(evaluation, place),
                methods.stream()
                    .map(method -> evaluation.mean(method, place))
                    .collect(toImmutableList()),
                asked.seed()));
      }
      if (question == AskedQuestion.CONTRAST) {
        own.add(contrast(methods, files));
      }
      all.put(question, own);
    }
    return all;
  }

  /** How alike the maps of the two most likely classes are; an input without is left out. */
  private Standing contrast(ImmutableList<MethodSpec> methods, List<String> files) {
    List<ImmutableDoubleArray> ranks = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    for (String file : files) {
      try {
        for (ExplainedSample sample : samples(file)) {
          all.add(contrast(file, sample, methods));
        }
      } catch (RuntimeException e) {
        losses.add(file + ", contrast", e);
      }
    }
    for (double[] alike : all) {
      double[] merits = new double[alike.length];
      boolean defined = true;
      for (int i = 0; i < merits.length; i++) {
        merits[i] = -alike[i];
        defined &= !Double.isNaN(alike[i]);
      }
      if (defined) {
        ranks.add(MeanRanks.ranks(merits));
      }
    }
    ImmutableList.Builder<MeanInterval> values = ImmutableList.builder();
    for (int i = 0; i < methods.size(); i++) {
      int method = i;
      values.add(
          MeanInterval.of(
              all.stream().mapToDouble(alike -> alike[method]).toArray(), asked.seed()));
    }
    return Standing.of("contrast", "lower", ranks, values.build(), asked.seed());
  }

  private double[] contrast(
      String file, ExplainedSample sample, ImmutableList<MethodSpec> methods) {
    double[] alike = new double[methods.size()];
    ImmutableList<Prediction> top = model.model().top(sample.input(), 2);
    for (int i = 0; i < alike.length; i++) {
      progress.within(file + " contrast " + methods.get(i), i, alike.length);
      alike[i] =
          MapSimilarity.of(
                  map(sample, methods.get(i), top.get(0)), map(sample, methods.get(i), top.get(1)))
              .rankCorrelation();
    }
    return alike;
  }

  private Attribution map(ExplainedSample sample, MethodSpec method, Prediction of) {
    return new ExplainedMap(
            sample,
            method.method(),
            model.saliency(method.method(), Target.classIndex(of.target())).compute(sample.input()))
        .map();
  }

  private Candidate candidate(Tried tried, Evaluation evaluation, double forward) {
    ImmutableList<Row> rows = evaluation.rows(tried.method());
    double seconds =
        Math.min(
            tried.seconds(),
            rows.stream().mapToDouble(Row::seconds).min().orElse(Double.POSITIVE_INFINITY));
    double gap =
        rows.stream()
            .filter(row -> !Double.isNaN(row.gap()) && row.score() != 0)
            .mapToDouble(row -> Math.abs(row.gap() / row.score()))
            .average()
            .orElse(Double.NaN);
    List<String> warnings = new ArrayList<>();
    if (tried.multiplies()) {
      warnings.add(
          "It multiplies by the input, so it shows nothing where the input is 0"
              + zeroOfPixels()
              + ", however relevant.");
    }
    int randomisation = metric(evaluation, "randomisation");
    if (randomisation >= 0) {
      double alike = evaluation.mean(tried.method(), randomisation).mean();
      if (alike > INSENSITIVE) {
        warnings.add(
            Message.of(
                "It keeps its order with random weights (rank correlation %s), so much of it does"
                    + " not come from what the model has learnt.",
                Message.part(Page.number(alike))));
      }
    }
    if (gap > LARGE_GAP) {
      warnings.add(
          Message.of(
              "Its sum misses %s of the score.", Message.part(Page.whole(Math.min(gap, 1e6)))));
    }
    warnings.addAll(tried.warnings());
    return new Candidate(
        tried.method(), seconds / forward, tried.multiplies(), gap, ImmutableList.copyOf(warnings));
  }

  private String zeroOfPixels() {
    return model
        .model()
        .encoding()
        .map(
            encoding ->
                Message.of(
                    " (pixels of brightness %s of 255)",
                    Message.part(Page.number(encoding.zeroPixel(0)))))
        .orElse("");
  }

  private static int metric(Evaluation evaluation, String name) {
    for (int i = 0; i < evaluation.question().metrics().size(); i++) {
      if (evaluation.question().metrics().get(i).row().name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private Recommendation conclusion(
      Evaluation evaluation,
      Map<AskedQuestion, List<Standing>> standings,
      ImmutableList<Candidate> candidates,
      ImmutableList<Unsuited> unsuited) {
    List<String> names = candidates.stream().map(Candidate::name).toList();
    List<Verdict> verdicts = new ArrayList<>();
    List<Standing> judging = new ArrayList<>();
    for (AskedQuestion question : asked.questions()) {
      List<Standing> own = standings.getOrDefault(question, List.of());
      verdicts.add(
          question == AskedQuestion.CHEAP
              ? cheapest(candidates)
              : Verdict.of(question.toString(), own, names));
      if (question.countsForAll()) {
        judging.addAll(own);
      }
    }
    return new Recommendation(
        model.model().directory(),
        evaluation.pictures().size(),
        asked.seed(),
        candidates,
        unsuited,
        standings.values().stream().flatMap(List::stream).collect(toImmutableList()),
        ImmutableList.copyOf(verdicts),
        Verdict.of("overall", judging, names),
        evaluation.failures().stream()
            .map(failure -> failure.picture() + ", " + failure.what() + ": " + failure.reason())
            .collect(toImmutableList()));
  }

  private static Verdict cheapest(ImmutableList<Candidate> candidates) {
    double least = candidates.stream().mapToDouble(Candidate::cost).min().orElse(Double.NaN);
    ImmutableList<String> cheap =
        candidates.stream()
            .filter(each -> each.cost() <= ALIKE * least)
            .map(Candidate::name)
            .collect(toImmutableList());
    boolean single = cheap.size() == 1;
    return new Verdict(
        AskedQuestion.CHEAP.toString(),
        single ? Verdict.Kind.WINNER : Verdict.Kind.TIE,
        cheap,
        Message.of(
            "%s: from about %s forward passes.",
            Message.part(String.join(", ", cheap)), Message.part(Page.number(least))));
  }
}
