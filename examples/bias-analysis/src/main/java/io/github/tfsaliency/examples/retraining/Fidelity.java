package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.SideBySide;
import io.github.tfsaliency.examples.training.Training;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Takes pixels away in the order of a map and in the opposite one, and asks the network that was
 * explained, not one that was trained anew. So no network has seen where a map's pixels lie, and
 * none can read the class off that. Networks that learned perturbed pictures know pictures with
 * pixels missing; others, that learned whole ones alone, show what it is good for.
 *
 * <p>Source: Brocki and Chung, 2023, as {@link Augmentation} has it: explained is the class that
 * the network predicts, and the area between the curves of both orders is the fidelity.
 */
final class Fidelity implements Part<FidelityResult> {
  private static final ImmutableList<Double> SHARES =
      IntStream.rangeClosed(1, 9).mapToObj(tenth -> tenth / 10.0).collect(toImmutableList());

  /** Where masks told the class best to networks that were trained on them. */
  private static final ImmutableList<Double> MASKS = ImmutableList.of(0.1, 0.5);

  private static final int PICTURES = 300;
  private static final Augmentation AUGMENTATION = new Augmentation(2, 0.9);

  private final String data;
  private final List<RankingMethod> methods;
  private final Supplier<Pictures> pictures;
  private final RetrainingPlan plan;

  Fidelity(
      String data, List<RankingMethod> methods, Supplier<Pictures> pictures, RetrainingPlan plan) {
    this.data = data;
    this.methods = List.copyOf(methods);
    this.pictures = pictures;
    this.plan = plan;
  }

  private record Settings(
      String data,
      List<String> methods,
      RetrainingPlan plan,
      List<Double> shares,
      List<Double> masks,
      int pictures,
      Augmentation augmentation) {}

  @Override
  public String name() {
    return "fidelity";
  }

  @Override
  public Object settings() {
    return new Settings(
        data,
        methods.stream().map(RankingMethod::spec).toList(),
        plan,
        SHARES,
        MASKS,
        PICTURES,
        AUGMENTATION);
  }

  @Override
  public Class<FidelityResult> result() {
    return FidelityResult.class;
  }

  @Override
  public int steps() {
    return 2 * plan.repeats();
  }

  @Override
  public FidelityResult run(Consumer<String> beforeEachStep) {
    Pictures whole = pictures.get();
    Dataset test = whole.test().first(Math.min(PICTURES, whole.test().size()));
    List<Supplier<Network>> ofWhole = new ArrayList<>();
    List<Supplier<Network>> ofPerturbed = new ArrayList<>();
    for (int repeat = 0; repeat < plan.repeats(); repeat++) {
      long seed = plan.seed() + repeat;
      ofWhole.add(() -> network("whole", whole.train(), test, seed, beforeEachStep));
      ofPerturbed.add(
          () ->
              network(
                  "perturbed", AUGMENTATION.of(whole.train(), seed), test, seed, beforeEachStep));
    }
    ImmutableList<Network> asked =
        SideBySide.run(
            ImmutableList.<Supplier<Network>>builder().addAll(ofWhole).addAll(ofPerturbed).build());
    return new FidelityResult(
        test.size(),
        SHARES,
        together(asked.subList(0, plan.repeats())),
        together(asked.subList(plan.repeats(), asked.size())));
  }

  /** What one network gave. */
  private record Network(double accuracy, Map<String, Asked> methods) {}

  /** What one network gave for one method. */
  private record Asked(
      List<Double> mostFirst,
      List<Double> leastFirst,
      List<Double> signedMostFirst,
      List<Double> signedLeastFirst,
      double mask,
      double rankAccuracy) {}

  private static FidelityResult.Networks together(List<Network> networks) {
    return new FidelityResult.Networks(
        networks.stream().map(Network::accuracy).toList(),
        networks.get(0).methods().keySet().stream()
            .map(title -> together(title, of(title, networks)))
            .toList());
  }

  private static ImmutableList<Asked> of(String title, List<Network> networks) {
    return networks.stream()
        .flatMap(network -> network.methods().entrySet().stream())
        .filter(asked -> asked.getKey().equals(title))
        .map(Map.Entry::getValue)
        .collect(toImmutableList());
  }

  private static FidelityResult.MethodCurves together(String title, List<Asked> networks) {
    return new FidelityResult.MethodCurves(
        title,
        new FidelityResult.Curves(
            networks.stream().map(Asked::mostFirst).toList(),
            networks.stream().map(Asked::leastFirst).toList()),
        new FidelityResult.Curves(
            networks.stream().map(Asked::signedMostFirst).toList(),
            networks.stream().map(Asked::signedLeastFirst).toList()),
        networks.stream().map(Asked::mask).toList(),
        networks.stream().map(Asked::rankAccuracy).filter(share -> !Double.isNaN(share)).toList());
  }

  private Network network(
      String learned, Dataset train, Dataset test, long seed, Consumer<String> beforeEachStep) {
    announce(learned, beforeEachStep);
    try (Classifier classifier = Classifier.train(train, Training.of(plan.epochs(), seed));
        ExplainedModel explained = ExplainedModel.of(classifier)) {
      Replacement replacement = Replacement.byMeanOf(pictures.get().train());
      ImmutableIntArray predicted = classifier.classesOf(test);
      Dataset asPredicted = new Dataset(test.pictures(), predicted, test.classes());
      Question question = new Question(classifier, replacement, asPredicted);
      Map<String, Asked> asked = new LinkedHashMap<>();
      rankings(explained.model())
          .forEach((title, ranking) -> asked.put(title, ask(question, ranking.maps(asPredicted))));
      return new Network(classifier.accuracy(test), asked);
    }
  }

  /** One after the other, though the trainings are side by side. */
  private synchronized void announce(String learned, Consumer<String> beforeEachStep) {
    beforeEachStep.accept("fidelity: a network that learns " + learned + " pictures");
  }

  private Map<String, Ranking> rankings(Model model) {
    Map<String, Ranking> rankings = new LinkedHashMap<>();
    for (RankingMethod method : methods) {
      rankings.put(method.title(), Ranking.of(method, () -> model, plan.seed()));
    }
    pictures
        .get()
        .objects()
        .ifPresent(objects -> rankings.put(FidelitySection.OBJECT, new Ranking.ByObject(objects)));
    return rankings;
  }

  /** Who is asked, and for which pictures and classes. */
  private record Question(Classifier classifier, Replacement replacement, Dataset pictures) {
    /** The share of pictures whose predicted class stays. */
    double staying(List<PixelOrder> orders, Experiment experiment, double share) {
      return classifier.accuracy(replacement.in(pictures, orders, experiment, share));
    }

    List<Double> curve(List<PixelOrder> orders, Experiment experiment) {
      return SHARES.stream().map(share -> staying(orders, experiment, share)).toList();
    }
  }

  private Asked ask(Question question, float[] maps) {
    List<PixelOrder> absolute = PixelOrder.ofMagnitudes(maps, question.pictures(), plan.seed());
    List<PixelOrder> signed = PixelOrder.ofSums(maps, question.pictures(), plan.seed());
    return new Asked(
        question.curve(absolute, Experiment.REMOVE),
        question.curve(absolute, Experiment.KEEP),
        question.curve(signed, Experiment.REMOVE),
        question.curve(signed, Experiment.KEEP),
        MASKS.stream()
            .mapToDouble(share -> question.staying(absolute, Experiment.MASK, share))
            .max()
            .orElseThrow(),
        pictures.get().objects().map(objects -> objects.rankAccuracy(absolute)).orElse(Double.NaN));
  }
}
