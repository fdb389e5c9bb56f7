package io.github.tfsaliency.cli.concept;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.InputFiles;
import io.github.tfsaliency.cli.common.Json;
import io.github.tfsaliency.cli.common.Losses;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.cli.concept.ConceptRun.ClassScore;
import io.github.tfsaliency.cli.concept.ConceptRun.Learnt;
import io.github.tfsaliency.cli.explain.MapRun;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A direction that stands for a concept, from examples. */
@Command(
    name = "concept",
    description = {
      "Learns the direction of a concept in a layer from examples with and without it, and tests"
          + " whether a class depends on it.",
      "Writes vector.npy [C], of unit length, pointing to the positive side; explain --target"
          + " direction:layer=L,vector=vector.npy reads it. Writes concept.json: the accuracy on"
          + " five held-out folds, and for each class the fraction of the inputs whose logit grows"
          + " along the vector (TCAV), with its probability among 50 random concepts. Writes for"
          + " each input the gradient map of the concept, with summary.json and record.json, as"
          + " explain does."
    })
public final class ConceptCommand implements Callable<Integer> {
  private static final String VECTOR = "vector.npy";
  private static final String DOCUMENT = "concept.json";
  private static final String EXAMPLES =
      "pictures, tables, texts, sounds or arrays, as for explain, at least five samples.  ";

  @Spec private CommandSpec spec;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = {"-l", "--layer"},
      required = true,
      paramLabel = "LAYER",
      description =
          "The layer whose values are the examples, averaged over its positions; by its name in"
              + " 'inspect'.")
  private String layer;

  @Option(
      names = "--positive",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description = "Examples of the concept: " + EXAMPLES + InputFiles.HELP)
  private List<String> positive;

  @Option(
      names = "--negative",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Examples without the concept, in the same form; none of them may be a positive example.")
  private List<String> negative;

  @Option(
      names = "--vector",
      paramLabel = "FORM",
      defaultValue = "linear",
      description =
          "linear (the normal of a logistic regression) or mean-difference (the mean of the"
              + " positive examples minus the mean of the negative ones); ${DEFAULT-VALUE} by"
              + " default.")
  private VectorForm form;

  @Option(
      names = "--class",
      arity = "1..*",
      paramLabel = "CLASS",
      description =
          "Classes that are tested with the concept over all inputs: an index into the output, or a"
              + " label (or label:LABEL). With several classes the probabilities are corrected for"
              + " their number (Holm).")
  private List<String> classes = List.of();

  @Option(
      names = {"-i", "--input"},
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "The inputs of the test and of the concept's maps: pictures, tables, texts, sounds or"
              + " arrays. "
              + InputFiles.HELP)
  private List<String> inputs = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the folds and of the random concepts (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-j", "--json"},
      description = "Prints concept.json, and nothing else, on standard output.")
  private boolean json;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Mixin private final Losses losses = new Losses();

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the results. Each file appears complete, vector.npy and concept.json"
              + " before the maps. Files with the same names are replaced; others are kept, and"
              + " summary.json keeps the maps of earlier runs.")
  private Path out;

  @Override
  public Integer call() {
    losses.to(spec.commandLine().getErr(), talk.checked().isVerbose());
    ImmutableList<Target> targets =
        classes.stream().map(this::target).distinct().collect(toImmutableList());
    checkInputs();
    ConceptRun.Question question =
        new ConceptRun.Question(
            layer,
            form,
            seed,
            InputFiles.in(positive, losses),
            InputFiles.in(negative, losses),
            targets,
            inputs.isEmpty() ? ImmutableList.of() : InputFiles.in(inputs, losses));
    requireApart(question);
    MapRun.RunOptions options = new MapRun.RunOptions(model, talk, losses, memory, timeout);
    List<String> files = new ArrayList<>(question.positives());
    files.addAll(question.negatives());
    files.addAll(question.inputs());
    try (Model loaded = model.loader(files).load();
        OutputFolder folder = OutputFolder.at(out)) {
      Learnt learnt;
      String document;
      int maps = 0;
      try (Progress progress = talk.progress("concept", steps(question))) {
        learnt = new ConceptRun(loaded, question, options, progress).learn();
        document = Json.text(document(learnt));
        Npy.write(folder.file(VECTOR), learnt.vector().vector());
        Files.writeString(folder.file(DOCUMENT), document + "\n");
        // The maps' records say what the vector's file holds, so it is there before them.
        folder.addFinished(ImmutableList.of(VECTOR, DOCUMENT));
        if (!question.inputs().isEmpty()) {
          MapRun run = MapRun.of(loaded, MethodSpec.parse("gradient"), options, folder, out);
          maps = map(learnt, question, run, progress);
        }
      }
      if (json) {
        spec.commandLine().getOut().println(document);
      } else {
        tell(learnt, maps);
      }
      return losses.exitCode();
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }

  private static long steps(ConceptRun.Question question) {
    long passes = question.classes().isEmpty() ? 1 : 2;
    return question.positives().size()
        + question.negatives().size()
        + ConceptRun.STEPS
        + passes * question.inputs().size();
  }

  private Target target(String text) {
    try {
      Target target = TargetSpecs.parse(text);
      if (target instanceof Target.ClassIndex || target instanceof Target.Label) {
        return target;
      }
      throw new IllegalArgumentException(
          "It is not a class.\nMaybe give an index into the output, or label:LABEL.");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "Invalid value '%s' for option '--class': %s", text, Message.part(Failures.text(e))),
          e);
    }
  }

  private void checkInputs() {
    if (inputs.isEmpty() && !classes.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "A class is tested over inputs, and there are none.\n"
              + "Maybe give them with --input, or leave out --class.");
    }
    if (!inputs.isEmpty() && out.toString().indexOf(',') >= 0) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "The maps are of the target vector=%s, whose name must have no comma.\n"
                  + "Maybe choose another folder with --out.",
              out.resolve(VECTOR)));
    }
  }

  private static void requireApart(ConceptRun.Question question) {
    Set<Path> positives =
        question.positives().stream().map(ConceptCommand::place).collect(Collectors.toSet());
    for (String file : question.negatives()) {
      if (positives.contains(place(file))) {
        throw new IllegalArgumentException(
            Message.of(
                "The file '%s' is among the positive and the negative examples.\n"
                    + "Maybe leave it out of --positive or of --negative.",
                file));
      }
    }
  }

  private static Path place(String file) {
    return Path.of(file).toAbsolutePath().normalize();
  }

  private int map(Learnt learnt, ConceptRun.Question question, MapRun run, Progress progress)
      throws IOException {
    Target target = learnt.vector().target().withFile(out.resolve(VECTOR).toString());
    for (String file : question.inputs()) {
      if (!learnt.lost().contains(file)) {
        run.explain(
            file, samples -> Target.perSample(Collections.nCopies(samples, target)), progress);
      }
    }
    if (run.size() > 0) {
      run.publish();
    }
    return run.size();
  }

  private static JsonObject document(Learnt learnt) {
    JsonArray scores = new JsonArray();
    for (ClassScore each : learnt.classes()) {
      JsonObject score = new JsonObject();
      if (each.target() instanceof Target.ClassIndex at) {
        score.addProperty("class", at.index());
      } else if (each.target() instanceof Target.Label label) {
        score.addProperty("class", label.name());
      }
      score.addProperty("score", each.score());
      score.addProperty("p", each.p());
      scores.add(score);
    }
    JsonElement tcav =
        switch (scores.size()) {
          case 0 -> JsonNull.INSTANCE;
          case 1 -> scores.get(0);
          default -> scores;
        };
    JsonObject document = new JsonObject();
    document.addProperty("accuracy", learnt.accuracy());
    document.add("tcav", tcav);
    return document;
  }

  private void tell(Learnt learnt, int maps) {
    talk.out()
        .print(
            Message.of(
                "Accuracy %.3g on %s held-out folds.%n", learnt.accuracy(), ConceptVector.FOLDS));
    for (ClassScore each : learnt.classes()) {
      talk.out()
          .print(
              Message.of(
                  "Class %s: score %.3g, p %.3g.%n",
                  TargetSpecs.print(each.target()), each.score(), each.p()));
    }
    String count = maps == 0 ? "" : " and " + maps + " maps";
    talk.out()
        .print(
            Message.of(
                "The vector%s in %s%n",
                Message.part(count), out.resolve(DOCUMENT).toAbsolutePath().normalize()));
  }
}
