package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Planted truth: the same garments at the same places, from black to white. What decides the class
 * is the garment at any brightness, so a map that shows what the model relied on has its relevance
 * there at any brightness.
 */
final class BrightnessSweep implements AutoCloseable {
  /** From black to white. */
  static final ImmutableList<Double> BRIGHTNESS =
      ImmutableList.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);

  /** How many garments are explained: as many of each class. */
  static final int EXPLAINED = 50;

  private static final MassAccuracy MASS = MassAccuracy.pooledBy(Pooling.SUM_ABSOLUTE);
  private static final RankAccuracy RANK = RankAccuracy.pooledBy(Pooling.SUM_ABSOLUTE);

  private final EncodedModels models;
  private final List<Garment> garments;
  private final long seed;

  private BrightnessSweep(EncodedModels models, List<Garment> garments, long seed) {
    this.models = models;
    this.garments = garments;
    this.seed = seed;
  }

  /**
   * Loads the model in each encoding.
   *
   * @param directory the SavedModel that was trained on planted garments
   * @param sheet garments that it did not see
   * @param seed of places and backgrounds
   */
  static BrightnessSweep of(Path directory, Path sheet, long seed) {
    List<Garment> garments = Garment.readSheet(sheet);
    return new BrightnessSweep(EncodedModels.load(directory, ChannelOrder.RGB), garments, seed);
  }

  /** How often the listener of {@link #run} is called. */
  static int steps() {
    return ComparedMethod.ALL.size() * Encoding.COMPARED.size();
  }

  /** Measures all methods in all encodings. */
  SweepResults run(Consumer<String> beforeEachMethod) {
    ImmutableTable.Builder<ComparedMethod, Encoding, SweepResults.Shares> shares =
        ImmutableTable.builder();
    List<Level> levels =
        BRIGHTNESS.stream().map(brightness -> Level.of(planted(EXPLAINED, brightness))).toList();
    for (Encoding encoding : Encoding.COMPARED) {
      List<FloatNdArray> inputs =
          levels.stream().map(level -> encode(encoding, level.pictures())).toList();
      for (ComparedMethod method : ComparedMethod.ALL) {
        beforeEachMethod.accept("garments " + method.title() + " " + encoding.name());
        shares.put(method, encoding, shares(method, encoding, levels, inputs));
      }
    }
    return SweepResults.of(seed, garments.size(), accuracies(), shares.buildOrThrow());
  }

  /** The explained pictures of one brightness. */
  private record Level(List<PlantedPicture> pictures, List<boolean[][]> masks, Target target) {
    static Level of(List<PlantedPicture> pictures) {
      return new Level(
          pictures,
          pictures.stream().map(PlantedPicture::mask).toList(),
          Target.classIndices(pictures.stream().mapToLong(PlantedPicture::label).toArray()));
    }
  }

  private ImmutableList<SweepResults.Accuracy> accuracies() {
    ImmutableList.Builder<SweepResults.Accuracy> accuracies = ImmutableList.builder();
    for (double brightness : BRIGHTNESS) {
      List<PlantedPicture> pictures = planted(garments.size(), brightness);
      accuracies.add(
          new SweepResults.Accuracy(
              brightness,
              accuracy(pictures),
              accuracy(pictures.stream().map(PlantedPicture::withoutGarment).toList())));
    }
    return accuracies.build();
  }

  private double accuracy(List<PlantedPicture> pictures) {
    Encoding encoding = Encoding.COMPARED.get(0);
    FloatNdArray logits = models.in(encoding).predict(encode(encoding, pictures));
    int right = 0;
    for (int i = 0; i < pictures.size(); i++) {
      right += top(logits.get(i)) == pictures.get(i).label() ? 1 : 0;
    }
    return right / (double) pictures.size();
  }

  private static int top(FloatNdArray logits) {
    int top = 0;
    for (int i = 1; i < logits.size(); i++) {
      top = logits.getFloat(i) > logits.getFloat(top) ? i : top;
    }
    return top;
  }

  private SweepResults.Shares shares(
      ComparedMethod method, Encoding encoding, List<Level> levels, List<FloatNdArray> inputs) {
    Saliency saliency = Saliency.of(models.in(encoding)).method(method.in().apply(encoding));
    List<double[]> mass = new ArrayList<>();
    List<double[]> rank = new ArrayList<>();
    for (int k = 0; k < levels.size(); k++) {
      Level level = levels.get(k);
      FloatNdArray maps = saliency.target(level.target()).compute(inputs.get(k)).values();
      double[] masses = new double[level.pictures().size()];
      double[] ranks = new double[masses.length];
      for (int i = 0; i < masses.length; i++) {
        masses[i] = MASS.of(maps.get(i), level.masks().get(i));
        ranks[i] = RANK.of(maps.get(i), level.masks().get(i));
      }
      mass.add(masses);
      rank.add(ranks);
    }
    return new SweepResults.Shares(mass, rank);
  }

  private List<PlantedPicture> planted(int count, double brightness) {
    List<PlantedPicture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(PlantedPicture.of(garments.get(i), brightness, seed + i));
    }
    return pictures;
  }

  private static FloatNdArray encode(Encoding encoding, List<PlantedPicture> pictures) {
    ImmutableList<Picture> plain =
        pictures.stream().map(PlantedPicture::picture).collect(toImmutableList());
    return encoding.pixels().encodeBatch(plain);
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.close();
  }
}
