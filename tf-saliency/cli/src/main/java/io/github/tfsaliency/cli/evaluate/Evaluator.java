package io.github.tfsaliency.cli.evaluate;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.evaluate.Evaluation.Example;
import io.github.tfsaliency.cli.evaluate.Evaluation.Failure;
import io.github.tfsaliency.cli.evaluate.Evaluation.Question;
import io.github.tfsaliency.cli.evaluate.Evaluation.Row;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.sample.ForwardTime;
import io.github.tfsaliency.cli.sample.ObjectMask;
import io.github.tfsaliency.cli.sample.SampleDisplay;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MetricSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains and measures one picture after the other; what fails is noted and left out. */
public final class Evaluator {
  private final ExplainedModel model;
  private final Target target;
  private final @Nullable Path masks;
  private final Question question;
  private final Progress progress;
  private final Losses losses;
  private final ImmutableList.Builder<Row> rows = ImmutableList.builder();
  private final ImmutableList.Builder<Failure> failures = ImmutableList.builder();
  private final List<Example> examples = new ArrayList<>();

  /**
   * Starts without maps.
   *
   * @param masks where objects are, or null
   */
  public Evaluator(
      ExplainedModel model,
      Target target,
      @Nullable Path masks,
      Question question,
      Progress progress,
      Losses losses) {
    this.model = model;
    this.target = target;
    this.masks = masks;
    this.question = question;
    this.progress = progress;
    this.losses = losses;
  }

  /**
   * Measures all.
   *
   * @throws SaliencyException if there is no map of any picture
   */
  public Evaluation evaluate(List<String> files) {
    for (String file : files) {
      evaluate(file);
    }
    Evaluation evaluation =
        new Evaluation(question, rows.build(), failures.build(), ImmutableList.copyOf(examples));
    if (evaluation.rows().isEmpty()) {
      throw new SaliencyException(
          Message.of("There is no map of any of the %s pictures.", files.size()));
    }
    return evaluation;
  }

  private void evaluate(String file) {
    ImmutableMap<String, ExplainedSample> samples;
    try {
      samples = read(file);
    } catch (RuntimeException | OutOfMemoryError e) {
      failures.add(new Failure(file, "", losses.add(file, e)));
      question.methods().forEach(method -> progress.step(file));
      return;
    }
    samples.forEach(this::evaluate);
  }

  private void evaluate(String file, ExplainedSample sample) {
    for (MethodSpec method : question.methods()) {
      String what = Path.of(file).getFileName() + " " + method;
      progress.step(what);
      try {
        Saliency saliency =
            sample
                .saliency(method.method())
                .progress((done, total) -> progress.within(what, done, total));
        Stopwatch watch = Stopwatch.createStarted();
        Attribution map = saliency.compute(sample.input());
        measure(file, method, sample, map, ForwardTime.seconds(watch.elapsed()));
        if (examples.isEmpty() || examples.get(0).picture().equals(file)) {
          examples.add(
              new Example(
                  file,
                  method.text(),
                  SampleDisplay.draw(
                      map, sample.view(), display -> display.toMarkup(SampleDisplay.WIDTH))));
        }
      } catch (RuntimeException | OutOfMemoryError e) {
        failures.add(new Failure(file, method.text(), losses.add(file + ", " + method, e)));
      }
    }
  }

  private ImmutableMap<String, ExplainedSample> read(String file) {
    ImmutableMap<String, ExplainedSample> samples =
        ExplainedSample.readAll(file, model, target, question.seed(), question.groups());
    boolean needed = question.metrics().stream().anyMatch(metric -> metric.row().needsMask());
    return masks == null || !needed
        ? samples
        : ImmutableMap.copyOf(Maps.transformValues(samples, sample -> masked(file, sample)));
  }

  private ExplainedSample masked(String file, ExplainedSample sample) {
    return sample.withMask(
        ObjectMask.read(
            requireNonNull(masks)
                .resolve(MoreFiles.getNameWithoutExtension(Path.of(file)) + ".png"),
            sample.pixels()));
  }

  private void measure(
      String file,
      MethodSpec method,
      ExplainedSample sample,
      Attribution attribution,
      double seconds) {
    ExplainedMap map = new ExplainedMap(sample, method.method(), attribution);
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (MetricSpec metric : question.metrics()) {
      progress.within(Path.of(file).getFileName() + " " + method + " " + metric.row().name(), 0, 1);
      double value;
      try {
        value = metric.measure(map);
      } catch (RuntimeException e) {
        value = Double.NaN;
        failures.add(new Failure(file, method + ", " + metric, Failures.text(e)));
      }
      values.add(value);
    }
    rows.add(
        new Row(
            file,
            method.text(),
            attribution.target(),
            model.targetName(attribution, target),
            attribution.score(),
            attribution.gaps().map(gaps -> gaps.get(0)).orElse(Double.NaN),
            seconds,
            values.build()));
  }
}
