package io.github.tfsaliency.examples.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.cli.Evaluation.Failure;
import io.github.tfsaliency.examples.cli.Evaluation.Question;
import io.github.tfsaliency.examples.cli.Evaluation.Row;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MetricSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains and measures one picture after the other; what fails is noted and left out. */
final class Evaluator {
  private final ExplainedModel model;
  private final Target target;
  private final @Nullable Path masks;
  private final Question question;
  private final Progress progress;
  private final ImmutableList.Builder<Row> rows = ImmutableList.builder();
  private final ImmutableList.Builder<Failure> failures = ImmutableList.builder();

  Evaluator(
      ExplainedModel model,
      Target target,
      @Nullable Path masks,
      Question question,
      Progress progress) {
    this.model = model;
    this.target = target;
    this.masks = masks;
    this.question = question;
    this.progress = progress;
  }

  /**
   * Measures all.
   *
   * @throws SaliencyException if there is no map of any picture
   */
  Evaluation evaluate(List<Path> files) {
    for (Path file : files) {
      evaluate(file);
    }
    Evaluation evaluation = new Evaluation(question, rows.build(), failures.build());
    if (evaluation.rows().isEmpty()) {
      Failure first = evaluation.failures().get(0);
      throw new SaliencyException(
          Message.of(
              "There is no map of any of the %s pictures. The first, '%s': %s",
              files.size(), first.picture(), Message.part(first.reason())));
    }
    return evaluation;
  }

  private void evaluate(Path file) {
    ExplainedSample sample;
    try {
      sample = read(file);
    } catch (RuntimeException e) {
      failures.add(new Failure(file.toString(), "", Failures.text(e)));
      question.methods().forEach(method -> progress.step(file.toString()));
      return;
    }
    for (MethodSpec method : question.methods()) {
      String what = file.getFileName() + " " + method;
      progress.step(what);
      try {
        Saliency saliency =
            model
                .saliency(method.method(), target)
                .progress((done, total) -> progress.within(what, done, total));
        measure(file, method, sample, saliency.compute(sample.input()));
      } catch (RuntimeException e) {
        failures.add(new Failure(file.toString(), method.text(), Failures.text(e)));
      }
    }
  }

  private ExplainedSample read(Path file) {
    ExplainedSample sample = ExplainedSample.read(file.toString(), model, target, question.seed());
    boolean needed = question.metrics().stream().anyMatch(metric -> metric.row().needsMask());
    return masks == null || !needed
        ? sample
        : sample.withMask(
            ObjectMask.read(
                masks.resolve(MoreFiles.getNameWithoutExtension(file) + ".png"), sample.pixels()));
  }

  private void measure(
      Path file, MethodSpec method, ExplainedSample sample, Attribution attribution) {
    ExplainedMap map = new ExplainedMap(sample, method.method(), attribution);
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (MetricSpec metric : question.metrics()) {
      progress.within(file.getFileName() + " " + method + " " + metric.row().name(), 0, 1);
      double value;
      try {
        value = metric.measure(map);
      } catch (RuntimeException e) {
        value = Double.NaN;
        failures.add(new Failure(file.toString(), method + ", " + metric, Failures.text(e)));
      }
      values.add(value);
    }
    rows.add(
        new Row(
            file.toString(),
            method.text(),
            attribution.target(),
            model.targetName(attribution, target),
            attribution.score(),
            values.build()));
  }
}
