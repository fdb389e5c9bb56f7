package io.github.tfsaliency.cli.recommend;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TargetHelp;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.sample.ExplainedModel;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which method for this model, and for which question. */
@Command(
    name = "recommend",
    description = {
      "Tries methods on a model, measures their maps of the inputs, and recommends a method for"
          + " each question. It also shows where the metrics disagree.",
      "Writes recommendation.html (one file, readable offline) and recommendation.json. If the"
          + " intervals over the inputs overlap, no method is named the winner: give about ten"
          + " inputs or more."
    })
public final class RecommendCommand implements Callable<Integer> {
  private static final int QUICK_INPUTS = 4;

  private static final ImmutableList<String> QUICK =
      ImmutableList.of(
          "gradient",
          "input-x-gradient",
          "guided-backprop",
          "rectified-gradient",
          "lrp:composite=epsilon-plus",
          "grad-cam",
          "generic-attention");

  private static final ImmutableList<String> MORE =
      ImmutableList.of(
          "deeplift",
          "integrated-gradients:steps=20",
          "smooth-grad:samples=20",
          "full-grad",
          "occlusion",
          "kernel-shap:samples=300");

  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "PNG, JPEG and WebP pictures, or .npy arrays of one sample in the model's own units. "
              + InputFiles.HELP)
  private List<String> inputs;

  @Option(
      names = "--question",
      arity = "1..*",
      paramLabel = "QUESTION",
      description =
          "faithful (the map describes the model: deletion, insertion, mu-fidelity), stable (the"
              + " map hardly changes with small changes of the input: max-sensitivity), sane (the"
              + " map depends on the learnt weights: randomisation), contrast (the map separates"
              + " the class from the next likely one) and cheap (forward passes). By default all"
              + " except contrast. class means faithful and contrast; concept means faithful and"
              + " sane, with a direction as --target.")
  private List<String> questions = List.of("faithful", "stable", "sane", "cheap");

  @Option(
      names = {"-m", "--method"},
      arity = "1..*",
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description =
          "The candidates, by default a dozen methods of all kinds: " + MethodConverter.HELP)
  private @Nullable List<MethodSpec> methods;

  @Option(
      names = {"-t", "--target"},
      paramLabel = "TARGET",
      defaultValue = "top",
      description = "The target of every input, 'top' by default: " + TargetHelp.KINDS)
  private String target;

  @Option(
      names = "--quick",
      description =
          "Tries only cheap methods, on the first " + QUICK_INPUTS + " inputs, with fewer passes.")
  private boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of metrics and of intervals (${DEFAULT-VALUE}).")
  private long seed;

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
    ImmutableList<AskedQuestion> asked =
        questions.stream().flatMap(this::questions).distinct().collect(toImmutableList());
    Target explained = TargetSpecs.parse(target);
    ImmutableList<MethodSpec> candidates = candidates();
    ImmutableList<String> all = InputFiles.in(inputs, losses);
    ImmutableList<String> files =
        quick && all.size() > QUICK_INPUTS ? all.subList(0, QUICK_INPUTS) : all;
    long steps = (1L + files.size()) * candidates.size();
    try (ExplainedModel loaded = ExplainedModel.load(model, files, talk, memory, timeout);
        OutputFolder folder = OutputFolder.at(out)) {
      Recommendation recommendation;
      try (Progress progress = talk.progress("recommend", steps)) {
        recommendation =
            new RecommendRun(
                    loaded,
                    new RecommendRun.Asked(asked, candidates, explained, seed, quick),
                    progress,
                    losses)
                .recommend(files);
      }
      RecommendationFiles.write(recommendation, folder);
      folder.publish("recommendation.html");
      tell(recommendation);
      return losses.exitCode();
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  private void tell(Recommendation recommendation) {
    PrintWriter told = talk.out();
    for (Verdict verdict : recommendation.verdicts()) {
      told.print(Message.of("%s: %s%n", verdict.question(), Message.part(verdict.text())));
    }
    told.print(Message.of("overall: %s%n", Message.part(recommendation.overall().text())));
    for (Candidate candidate : recommendation.candidates()) {
      for (String warning : candidate.warnings()) {
        told.print(
            Message.of("%s: %s%n", candidate.name(), Message.part(warning.replace('\n', ' '))));
      }
    }
    told.print(
        Message.of(
            "%s methods on %s inputs in %s%n",
            recommendation.candidates().size(),
            recommendation.inputs(),
            out.resolve("recommendation.html").toAbsolutePath().normalize()));
  }

  private ImmutableList<MethodSpec> candidates() {
    if (methods != null) {
      return methods.stream().distinct().collect(toImmutableList());
    }
    return (quick ? QUICK.stream() : Stream.concat(QUICK.stream(), MORE.stream()))
        .map(MethodSpec::parse)
        .collect(toImmutableList());
  }

  private Stream<AskedQuestion> questions(String text) {
    if (text.equals("class")) {
      return Stream.of(AskedQuestion.FAITHFUL, AskedQuestion.CONTRAST);
    }
    if (text.equals("concept")) {
      if (!target.startsWith("direction:") && !target.startsWith("similarity:")) {
        throw new ParameterException(
            spec.commandLine(),
            "The question 'concept' is asked of a --target that is a direction.\n"
                + "Maybe learn one with 'tf-saliency concept', then"
                + " --target direction:layer=NAME,vector=FILE.npy.");
      }
      return Stream.of(AskedQuestion.FAITHFUL, AskedQuestion.SANE);
    }
    return Stream.of(AskedQuestion.values())
        .filter(question -> question.toString().equals(text))
        .findFirst()
        .map(Stream::of)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    Message.of(
                        "There is no question '%s'.\nMaybe one of %s, class or concept.",
                        text, List.of(AskedQuestion.values()))));
  }
}
