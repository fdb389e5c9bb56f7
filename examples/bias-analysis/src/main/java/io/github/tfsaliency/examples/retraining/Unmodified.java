package io.github.tfsaliency.examples.retraining;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.SideBySide;
import io.github.tfsaliency.examples.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/** Trains on the pictures as they are. */
final class Unmodified implements Part<UnmodifiedResult> {
  private final String data;
  private final Supplier<Model> model;
  private final Supplier<Pictures> pictures;
  private final RetrainingPlan plan;

  Unmodified(String data, Supplier<Model> model, Supplier<Pictures> pictures, RetrainingPlan plan) {
    this.data = data;
    this.model = model;
    this.pictures = pictures;
    this.plan = plan;
  }

  private record Settings(String data, RetrainingPlan plan) {}

  @Override
  public String name() {
    return "retraining-unmodified";
  }

  @Override
  public Object settings() {
    return new Settings(data, plan);
  }

  @Override
  public Class<UnmodifiedResult> result() {
    return UnmodifiedResult.class;
  }

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public UnmodifiedResult run(Consumer<String> beforeEachStep) {
    beforeEachStep.accept("unmodified pictures");
    Dataset train = pictures.get().train();
    Dataset test = pictures.get().test();
    List<Supplier<Double>> trainings = new ArrayList<>();
    for (int repeat = 0; repeat < plan.repeats(); repeat++) {
      Training training = Training.of(plan.epochs(), plan.seed() + repeat);
      trainings.add(() -> Retraining.accuracy(train, test, training));
    }
    return new UnmodifiedResult(
        SideBySide.run(trainings), explained(test), chance(test), test.size());
  }

  private double explained(Dataset test) {
    FloatNdArray logits = model.get().predict(test.pictures());
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      float own = logits.getFloat(i, test.labels().get(i));
      boolean largest = true;
      for (int k = 0; k < test.classes(); k++) {
        largest &= logits.getFloat(i, k) <= own;
      }
      right += largest ? 1 : 0;
    }
    return right / (double) test.size();
  }

  private static double chance(Dataset test) {
    int[] counts = new int[test.classes()];
    test.labels().forEach(label -> counts[label]++);
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    return most / (double) test.size();
  }
}
