package io.github.tfsaliency.cli.evaluate;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.GroupsOption;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.MetricConverter;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TargetHelp;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.evaluate.Evaluation.Question;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MetricSpec;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many inputs, and metrics of all their maps. */
@Command(
    name = "evaluate",
    description = {
      "Measures the maps of many pictures or .npy samples by one or more methods.",
      "Writes evaluation.csv (a row for each picture and method), summary.csv (a row for each"
          + " method: mean, its 95 %% bootstrap interval, n and the number of undefined values for"
          + " each metric), evaluation.html (one file, readable offline) and evaluation.json.",
      "Inputs that cannot be read, explained or measured are listed with the reason and skipped."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          InputFiles.KINDS
              + "Arrays have one sample; each row of a table and each line of a text is measured"
              + " separately.  "
              + InputFiles.HELP)
  private List<String> inputs;

  @Option(
      names = {"-m", "--method"},
      required = true,
      arity = "1..*",
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description = MethodConverter.HELP)
  private List<MethodSpec> methods;

  @Option(
      names = {"-e", "--metric"},
      required = true,
      arity = "1..*",
      paramLabel = "NAME",
      converter = MetricConverter.class,
      description =
          "name or name:key=value,..., for example deletion:steps=20,baseline=0;"
              + " 'tf-saliency metrics' lists all with their keys.")
  private List<MetricSpec> metrics;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      defaultValue = "top",
      description =
          "The target, by default 'top', the top class of each input: " + TargetHelp.KINDS)
  private String target;

  @Option(
      names = "--masks",
      paramLabel = "DIR",
      description =
          "The folder of the objects' masks: a PNG with the name of each picture, white on the"
              + " object; it is cropped and resized like the picture.")
  private @Nullable Path masks;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the bootstrap, and of metrics without a seed (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private final GroupsOption groups = new GroupsOption();

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final Losses losses = new Losses();

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the results, written together at the end. Files with the same names are"
              + " replaced; others are kept.")
  private Path out;

  @Override
  public Integer call() {
    losses.to(spec.commandLine().getErr(), talk.checked().isVerbose());
    checkMasks();
    Target explained = TargetSpecs.parse(target);
    ImmutableList<String> files = InputFiles.in(inputs, losses);
    Question question =
        new Question(
            methods.stream().distinct().collect(toImmutableList()),
            metrics.stream().distinct().collect(toImmutableList()),
            seed,
            groups.read());
    groups.requireTakenBy(question.metrics(), spec.commandLine());
    if ((long) files.size() * question.methods().size() == 1) {
      losses.failFast();
    }
    try (ExplainedModel loaded = ExplainedModel.load(model, files, talk, memory, timeout);
        OutputFolder folder = OutputFolder.at(out)) {
      Evaluation evaluation;
      try (Progress progress =
          talk.progress("evaluate", (long) files.size() * question.methods().size())) {
        evaluation =
            new Evaluator(loaded, explained, masks, question, progress, losses).evaluate(files);
      }
      EvaluationFiles.write(EvaluationPage.of(evaluation, model.directory()), folder);
      folder.publish("evaluation.html");
      talk.out()
          .print(
              Message.of(
                  "%s of %s pictures in %s%n",
                  evaluation.pictures().size(),
                  files.size(),
                  out.resolve("evaluation.html").toAbsolutePath().normalize()));
      return losses.exitCode();
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  private void checkMasks() {
    for (MetricSpec metric : metrics) {
      if (metric.row().needsMask() && masks == null) {
        throw new ParameterException(
            spec.commandLine(),
            Message.of(
                "The metric '%s' needs to know where the objects are.\n"
                    + "Maybe give a folder of masks with --masks.",
                metric));
      }
    }
  }
}
