package io.github.tfsaliency.examples.retraining;

import com.google.common.base.Suppliers;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.training.Cifar10;
import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.examples.training.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The experiments that train anew, on one set of pictures. Pictures are read, and a classifier to
 * be explained is loaded or trained, when the first part needs it: not at all if all parts are
 * kept.
 *
 * <p>The results also depend on the files that are given here; who keeps parts takes their sums
 * into the circumstances.
 */
public final class RetrainingExperiment implements AutoCloseable {
  private final String data;
  private final String title;
  private final Path files;
  private final RetrainingPlan plan;
  private final Supplier<Pictures> pictures;
  private final Supplier<AutoCloseableModel> opener;
  private @Nullable AutoCloseableModel opened;

  /** A model, and how it is closed. */
  private record AutoCloseableModel(Model model, Runnable closing) {}

  private RetrainingExperiment(
      String data,
      String title,
      Path files,
      RetrainingPlan plan,
      Supplier<Pictures> pictures,
      Supplier<AutoCloseableModel> opener) {
    this.data = data;
    this.title = title;
    this.files = files;
    this.plan = plan;
    this.pictures = pictures;
    this.opener = opener;
  }

  /**
   * On garments of any brightness.
   *
   * @param trainSheet garments to learn from
   * @param testSheet garments to test with
   * @param model the SavedModel to be explained, whose input is RGB in 0..1
   * @param plan how much is done
   * @return to be closed
   */
  public static RetrainingExperiment ofGarments(
      Path trainSheet, Path testSheet, Path model, RetrainingPlan plan) {
    return new RetrainingExperiment(
        "garments",
        "planted garments of random brightness",
        trainSheet,
        plan,
        Suppliers.memoize(() -> Pictures.ofGarments(trainSheet, testSheet, plan)),
        () -> {
          Model loaded = Model.load(model);
          return new AutoCloseableModel(loaded, loaded::close);
        });
  }

  /**
   * On CIFAR-10. The classifier to be explained is trained on the pictures as they are.
   *
   * @param folder the files of the binary version
   * @param plan how much is done
   * @return to be closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the folder has no such files
   */
  public static RetrainingExperiment ofCifar10(Path folder, RetrainingPlan plan) {
    // One picture of each, so that a wrong folder is known before hours of other work.
    var unusedTrain = Cifar10.in(folder).train(1);
    var unusedTest = Cifar10.in(folder).test(1);
    Supplier<Pictures> pictures = Suppliers.memoize(() -> Pictures.ofCifar10(folder, plan));
    return new RetrainingExperiment(
        "cifar10",
        "CIFAR-10",
        folder,
        plan,
        pictures,
        () -> {
          try (Classifier classifier =
              Classifier.train(pictures.get().train(), Training.of(plan.epochs(), plan.seed()))) {
            ExplainedModel saved = ExplainedModel.of(classifier);
            return new AutoCloseableModel(saved.model(), saved::close);
          }
        });
  }

  /** What the pictures are, for readers. */
  String title() {
    return title;
  }

  /** The files that classifiers learn from; no other chapter knows them. */
  Path files() {
    return files;
  }

  /** How much is done. */
  RetrainingPlan plan() {
    return plan;
  }

  /**
   * The pictures as they are: what the other accuracies are compared with.
   *
   * @return named {@code retraining-unmodified}
   */
  public Part<UnmodifiedResult> unmodified() {
    return new Unmodified(data, this::model, pictures, plan);
  }

  /**
   * Remove and retrain, keep and retrain, and the control that sees the mask alone.
   *
   * @param method what ranks the pixels
   * @return named {@code retraining-} and the method's name
   */
  public Part<RetrainingResult> retraining(RankingMethod method) {
    return new Retraining(
        data, method, Ranking.of(method, this::model, plan.seed()), pictures, plan);
  }

  /**
   * A patch of random colours on all pictures, and what the maps of a classifier show of it that
   * learned them.
   *
   * @param methods whose maps are looked at
   * @return named {@code training-occlusion}
   */
  public Part<OcclusionResult> occlusion(List<RankingMethod> methods) {
    return new TrainingOcclusion(data, methods, pictures, plan);
  }

  /**
   * Pixels taken away from networks that know such pictures, and from others.
   *
   * @param methods whose maps give the orders; the first is chance
   * @return named {@code fidelity}
   */
  public Part<FidelityResult> fidelity(List<RankingMethod> methods) {
    return new Fidelity(data, methods, pictures, plan);
  }

  private Model model() {
    AutoCloseableModel present = opened;
    if (present == null) {
      present = opener.get();
      opened = present;
    }
    return present.model();
  }

  /** Closes the classifier that was explained. */
  @Override
  public void close() {
    if (opened != null) {
      opened.closing().run();
      opened = null;
    }
  }
}
