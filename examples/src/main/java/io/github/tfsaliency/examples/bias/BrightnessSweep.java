package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Map<Encoding, Model> models = new HashMap<>();
  private final List<Garment> garments;
  private final long seed;

  private BrightnessSweep(List<Garment> garments, long seed) {
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
    BrightnessSweep sweep = new BrightnessSweep(Garment.readSheet(sheet), seed);
    try {
      for (Encoding encoding : Encoding.COMPARED) {
        sweep.models.put(encoding, Model.from(directory).reencodedAs(encoding.pixels()).load());
      }
      return sweep;
    } catch (RuntimeException e) {
      sweep.close();
      throw e;
    }
  }

  /** How often the listener of {@link #run} is called. */
  static int steps() {
    return ComparedMethod.ALL.size() * Encoding.COMPARED.size();
  }

  /** Measures all methods in all encodings. */
  SweepResults run(Consumer<String> beforeEachMethod) {
    ImmutableTable.Builder<ComparedMethod, Encoding, SweepResults.Curve> curves =
        ImmutableTable.builder();
    List<List<PlantedPicture>> explained =
        BRIGHTNESS.stream().map(brightness -> planted(EXPLAINED, brightness)).toList();
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        beforeEachMethod.accept("garments " + method.title() + " " + encoding.name());
        curves.put(method, encoding, curve(method, encoding, explained));
      }
    }
    return new SweepResults(seed, garments.size(), accuracies(), curves.buildOrThrow());
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
    FloatNdArray logits = model(encoding).predict(encode(encoding, pictures));
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

  private SweepResults.Curve curve(
      ComparedMethod method, Encoding encoding, List<List<PlantedPicture>> explained) {
    List<double[]> mass = new ArrayList<>();
    List<double[]> rank = new ArrayList<>();
    for (List<PlantedPicture> pictures : explained) {
      Attribution maps =
          Saliency.of(model(encoding))
              .method(method.in().apply(encoding))
              .target(
                  Target.classIndices(pictures.stream().mapToLong(PlantedPicture::label).toArray()))
              .compute(encode(encoding, pictures));
      double[] masses = new double[pictures.size()];
      double[] ranks = new double[pictures.size()];
      for (int i = 0; i < pictures.size(); i++) {
        FloatNdArray map = maps.values().get(i);
        boolean[][] mask = pictures.get(i).mask();
        masses[i] = MASS.of(map, mask);
        ranks[i] = RANK.of(map, mask);
      }
      mass.add(masses);
      rank.add(ranks);
    }
    return new SweepResults.Curve(mass, rank);
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

  private Model model(Encoding encoding) {
    return requireNonNull(models.get(encoding));
  }

  /** Closes the models. */
  @Override
  public void close() {
    models.values().forEach(Model::close);
  }
}
