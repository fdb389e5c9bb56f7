package io.github.tfsaliency.examples.retraining;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.training.Cifar10;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.image.PixelEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * What classifiers learn from and are tested with.
 *
 * @param train to learn from
 * @param test the others
 */
record Pictures(Dataset train, Dataset test) {
  private static final int CLASSES = 10;
  private static final Shape PLANTED = Shape.of(PlantedPicture.SIZE, PlantedPicture.SIZE, 3);

  /** Garments of any brightness, each as often as it takes. */
  static Pictures ofGarments(Path trainSheet, Path testSheet, RetrainingPlan plan) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    return new Pictures(
        planted(Garment.readSheet(trainSheet), plan.train(), random),
        planted(Garment.readSheet(testSheet), plan.test(), random));
  }

  private static Dataset planted(List<Garment> garments, int count, SplittableRandom random) {
    int size = Math.toIntExact(PLANTED.size());
    float[] values = new float[count * size];
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder(count);
    for (int i = 0; i < count; i++) {
      PlantedPicture picture =
          PlantedPicture.of(
              garments.get(i % garments.size()), random.nextDouble(), random.nextLong());
      labels.add(picture.label());
      PixelEncoding.zeroToOne()
          .encode(picture.picture())
          .copyTo(DataBuffers.of(values, false, false).slice((long) i * size, size));
    }
    return Dataset.of(values, PLANTED, labels.build(), CLASSES);
  }

  static Pictures ofCifar10(Path folder, RetrainingPlan plan) {
    Cifar10 files = Cifar10.in(folder);
    return new Pictures(files.train(plan.train()), files.test(plan.test()));
  }
}
