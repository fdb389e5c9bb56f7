package io.github.tfsaliency.examples.retraining;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.training.Cifar10;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.image.PixelEncoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * The pictures for training and testing classifiers.
 *
 * @param train to learn from
 * @param test the others
 * @param objects where the objects of the test pictures are; empty if nobody knows
 */
record Pictures(Dataset train, Dataset test, Optional<ObjectPixels> objects) {
  private static final int CLASSES = 10;
  private static final Shape PLANTED = Shape.of(PlantedPicture.SIZE, PlantedPicture.SIZE, 3);

  /** Pictures whose objects nobody knows. */
  Pictures(Dataset train, Dataset test) {
    this(train, test, Optional.empty());
  }

  /** Garments of any brightness, each as often as it takes. */
  static Pictures ofGarments(Path trainSheet, Path testSheet, RetrainingPlan plan) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    Dataset train = dataset(planted(Garment.readSheet(trainSheet), plan.train(), random));
    ImmutableList<PlantedPicture> test = planted(Garment.readSheet(testSheet), plan.test(), random);
    return new Pictures(train, dataset(test), Optional.of(ObjectPixels.of(test)));
  }

  private static ImmutableList<PlantedPicture> planted(
      List<Garment> garments, int count, SplittableRandom random) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                PlantedPicture.of(
                    garments.get(i % garments.size()), random.nextDouble(), random.nextLong()))
        .collect(toImmutableList());
  }

  private static Dataset dataset(List<PlantedPicture> pictures) {
    int size = Math.toIntExact(PLANTED.size());
    float[] values = new float[pictures.size() * size];
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder(pictures.size());
    for (int i = 0; i < pictures.size(); i++) {
      PlantedPicture picture = pictures.get(i);
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
