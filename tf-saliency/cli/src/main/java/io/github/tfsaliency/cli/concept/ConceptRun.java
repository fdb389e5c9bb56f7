package io.github.tfsaliency.cli.concept;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.explain.MapRun.RunOptions;
import io.github.tfsaliency.concept.ConceptVector;
import io.github.tfsaliency.concept.Tcav;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.TargetSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Learns a concept from files, and tests classes with it. */
final class ConceptRun {
  /** What is done beside the files: the vector, and the random concepts. */
  static final int STEPS = 2;

  private final Model model;
  private final Question question;
  private final RunOptions options;
  private final Progress progress;
  private final FileRows files;

  /**
   * What is asked.
   *
   * @param layer whose values the examples are
   * @param classes that are tested
   */
  record Question(
      String layer,
      VectorForm form,
      long seed,
      ImmutableList<String> positives,
      ImmutableList<String> negatives,
      ImmutableList<Target> classes,
      ImmutableList<String> inputs) {}

  /** The answer for one class. */
  record ClassScore(Target target, double score, double p) {}

  /**
   * The answers.
   *
   * @param classes in the order in which they were asked for
   * @param lost inputs that gave nothing
   */
  record Learnt(
      ConceptVector vector, double accuracy, ImmutableList<ClassScore> classes, Set<String> lost) {}

  ConceptRun(Model model, Question question, RunOptions options, Progress progress) {
    this.model = model;
    this.question = question;
    this.options = options;
    this.progress = progress;
    files =
        new FileRows(model, options.model().reading(), options.talk(), options.losses(), progress);
  }

  Learnt learn() {
    FileRows.Rows means =
        samples -> ImmutableList.of(saliency().layerMeans(question.layer(), samples));
    files.tryOut(question.positives(), means);
    if (!question.classes().isEmpty()) {
      files.tryOut(question.inputs(), this::derivatives);
    }
    FloatNdArray positives = examples(question.positives(), means);
    FloatNdArray negatives = examples(question.negatives(), means);
    progress.step(question.form() + " vector");
    ConceptVector vector = question.form().learn(question.layer(), positives, negatives);
    double accuracy = vector.accuracy(question.seed());
    progress.step("random concepts");
    return new Learnt(
        vector,
        accuracy,
        question.classes().isEmpty() ? ImmutableList.of() : test(vector),
        files.lost());
  }

  private FloatNdArray examples(ImmutableList<String> from, FileRows.Rows means) {
    List<FloatNdArray> rows = new ArrayList<>();
    files.each(from, means, computed -> rows.add(computed.get(0)));
    return rows.isEmpty() ? NdArrays.ofFloats(Shape.of(0, 1)) : joined(rows);
  }

  private FloatNdArray joined(List<FloatNdArray> rows) {
    Shape first = rows.get(0).shape();
    for (FloatNdArray each : rows) {
      if (each.shape().get(1) != first.get(1)) {
        throw new SaliencyException(
            Message.of(
                "The layer '%s' has %s channels for one example and %s for another.\n"
                    + "Maybe choose a layer whose last dimension is the same for all inputs.",
                question.layer(), first.get(1), each.shape().get(1)));
      }
    }
    return GradientResult.concatenate(rows);
  }

  private ImmutableList<ClassScore> test(ConceptVector vector) {
    Tcav none = vector.tcav(question.seed());
    List<Tcav> tests = new ArrayList<>(question.classes().stream().map(any -> none).toList());
    files.each(
        question.inputs(),
        this::derivatives,
        computed -> {
          for (int i = 0; i < tests.size(); i++) {
            tests.set(i, tests.get(i).plus(computed.get(i)));
          }
        });
    if (tests.get(0).inputs() == 0) {
      throw new SaliencyException(
          Message.of(
              "None of the %s inputs could be used, so there is no score of a class.",
              question.inputs().size()));
    }
    for (int i = 0; i < tests.size(); i++) {
      requireDependence(question.classes().get(i), tests.get(i));
    }
    ImmutableDoubleArray p = Tcav.corrected(tests);
    ImmutableList.Builder<ClassScore> scores = ImmutableList.builder();
    for (int i = 0; i < tests.size(); i++) {
      scores.add(new ClassScore(question.classes().get(i), tests.get(i).score(), p.get(i)));
    }
    return scores.build();
  }

  private static void requireDependence(Target target, Tcav test) {
    try {
      var unused = test.score();
    } catch (SaliencyException e) {
      throw new SaliencyException(
          Message.of(
              "The class '%s' cannot be tested. %s",
              TargetSpecs.print(target), Message.part(Failures.text(e))),
          e);
    }
  }

  /** Of each class. */
  private ImmutableList<FloatNdArray> derivatives(Map<String, FloatNdArray> samples) {
    return question.classes().stream()
        .map(target -> saliency().target(target).layerDerivatives(question.layer(), samples))
        .collect(toImmutableList());
  }

  private Saliency saliency() {
    Saliency saliency = options.timeout().bound(Saliency.of(model));
    OptionalLong bytes = options.memory().bytes();
    return bytes.isPresent() ? saliency.memory(bytes.getAsLong()) : saliency;
  }
}
