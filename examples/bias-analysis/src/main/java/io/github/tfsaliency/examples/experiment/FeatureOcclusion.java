package io.github.tfsaliency.examples.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.examples.garments.Garment;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import io.github.tfsaliency.examples.garments.Plantings;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.examples.model.PictureModel;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.inspect.ModelLayer;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Does the classifier use what it computes of the background? Garments are planted, the activations
 * of a layer are set to zero in random order, in the background or on the garment, and the rest of
 * the network decides on what is left.
 *
 * <p>Source: Kim et al., <i>Why are Saliency Maps Noisy? Cause of and Solution to Noisy Saliency
 * Maps</i>, 2019, feature map occlusion.
 */
public final class FeatureOcclusion implements Part<FeatureOcclusionResult> {
  /**
   * A layer of the embedded classifier.
   *
   * @param number which of the model's ReLUs, from 0
   * @param margin how many pixels a feature sees beyond those that it stands for
   */
  record Layer(int number, int margin) {}

  /** What the result depends on beside the model and the garments. */
  record Settings(int garments, int orders, List<Double> shares, List<Layer> layers, long seed) {}

  /**
   * All convolutions. One of 3 x 3 sees one pixel beyond its own; the second one also the
   * neighbours of pooled pairs: 1 + 2; the third one those of pairs of pairs: 1 + 2 + 4.
   */
  private static final List<Layer> LAYERS =
      List.of(new Layer(0, 1), new Layer(1, 3), new Layer(2, 7));

  private static final int QUICK_STEPS = 5;
  private static final int FULL_STEPS = 20;

  private final Path directory;
  private final Path sheet;
  private final Settings settings;

  private FeatureOcclusion(Path directory, Path sheet, Settings settings) {
    this.directory = directory;
    this.sheet = sheet;
    this.settings = settings;
  }

  /**
   * The experiment; it opens and closes the models itself.
   *
   * @param directory the SavedModel that was trained on planted garments
   * @param sheet garments that it did not see
   * @param effort how much is computed
   * @param seed of all that is random
   * @return to be run
   */
  public static FeatureOcclusion of(Path directory, Path sheet, Effort effort, long seed) {
    return of(
        directory,
        sheet,
        new Settings(
            effort.choose(10, 100),
            effort.choose(2, 10),
            shares(effort.choose(QUICK_STEPS, FULL_STEPS)),
            LAYERS,
            seed));
  }

  static FeatureOcclusion of(Path directory, Path sheet, Settings settings) {
    return new FeatureOcclusion(directory, sheet, settings);
  }

  private static ImmutableList<Double> shares(int steps) {
    return IntStream.rangeClosed(0, steps)
        .mapToObj(step -> step / (double) steps)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public String name() {
    return "feature-occlusion";
  }

  @Override
  public Object settings() {
    return settings;
  }

  @Override
  public Class<FeatureOcclusionResult> result() {
    return FeatureOcclusionResult.class;
  }

  @Override
  public int steps() {
    return settings.layers().size() * settings.garments();
  }

  @Override
  public FeatureOcclusionResult run(Consumer<String> beforeEachStep) {
    List<Garment> garments = Garment.readSheet(sheet);
    List<PlantedPicture> right = new ArrayList<>();
    List<FeatureOcclusionResult.Curve> curves = new ArrayList<>();
    int planted;
    try (Model model = Model.load(directory)) {
      planted = plant(model, garments, right);
      List<String> activations = activations(model);
      for (Layer layer : settings.layers()) {
        curves.addAll(occlude(layer, activations.get(layer.number()), right, beforeEachStep));
      }
    }
    return new FeatureOcclusionResult(
        settings.seed(),
        planted,
        settings.garments(),
        settings.orders(),
        settings.shares(),
        curves);
  }

  /** Takes the first garments that are classified right, and says how many were looked at. */
  private int plant(Model model, List<Garment> garments, List<PlantedPicture> right) {
    List<PlantedPicture> pictures =
        Plantings.ofAnyBrightness(garments, garments.size(), settings.seed());
    FloatNdArray logits = model.predict(Plantings.encode(PictureModel.encoding(model), pictures));
    for (int i = 0; i < pictures.size(); i++) {
      if (Logits.top(logits.get(i)) == pictures.get(i).label()) {
        right.add(pictures.get(i));
      }
      if (right.size() == settings.garments()) {
        return i + 1;
      }
    }
    throw new SaliencyException(
        Message.of(
            "The model '%s' classifies only %s of the %s garments of '%s' right, not %s.",
            directory, right.size(), pictures.size(), sheet, settings.garments()));
  }

  private List<String> activations(Model model) {
    List<String> activations =
        model.layers().stream()
            .filter(layer -> layer.op().equals("Relu"))
            .map(ModelLayer::name)
            .toList();
    for (Layer layer : settings.layers()) {
      if (layer.number() >= activations.size()) {
        throw new SaliencyException(
            Message.of(
                "The model '%s' has the ReLUs %s, none with number %s.",
                directory, activations, layer.number()));
      }
    }
    return activations;
  }

  private List<FeatureOcclusionResult.Curve> occlude(
      Layer layer, String tensor, List<PlantedPicture> pictures, Consumer<String> beforeEachStep) {
    try (Model before = Model.from(directory).output(tensor).load();
        Model after = Model.from(directory).input(tensor).load()) {
      FloatNdArray activations =
          before.predict(Plantings.encode(PictureModel.encoding(before), pictures));
      Shape shape = activations.shape().tail();
      FeaturePlace place =
          new FeaturePlace(
              Math.toIntExact(shape.get(0)),
              Math.toIntExact(shape.get(1)),
              Math.toIntExact(shape.get(2)),
              layer.margin());
      Map<Region, CurveSums> sums = new EnumMap<>(Region.class);
      for (Region region : Region.values()) {
        sums.put(region, new CurveSums(settings.shares().size()));
      }
      SplittableRandom random = new SplittableRandom(settings.seed()).split();
      for (int i = 0; i < pictures.size(); i++) {
        beforeEachStep.accept("occlusion " + tensor + " garment " + (i + 1));
        float[] values = Figures.array(activations.get(i));
        PlantedPicture picture = pictures.get(i);
        sums.forEach(
            (region, curve) -> {
              int[] units = place.unitsIn(region, picture.mask());
              curve.add(values, units, decisions(after, shape, values, units, picture, random));
            });
      }
      String text = shape.get(0) + " x " + shape.get(1) + " x " + shape.get(2);
      return sums.entrySet().stream()
          .map(entry -> entry.getValue().curve(tensor, text, entry.getKey()))
          .toList();
    }
  }

  /** Of one garment and region, by share. */
  private record Decisions(ImmutableDoubleArray leads, ImmutableDoubleArray right) {}

  private Decisions decisions(
      Model after,
      Shape shape,
      float[] values,
      int[] units,
      PlantedPicture picture,
      SplittableRandom random) {
    List<Double> shares = settings.shares();
    double[] leads = new double[shares.size()];
    double[] right = new double[shares.size()];
    float[] batch = new float[settings.orders() * shares.size() * values.length];
    for (int order = 0; order < settings.orders(); order++) {
      int[] shuffled = shuffled(units, random.split());
      for (int k = 0; k < shares.size(); k++) {
        int at = (order * shares.size() + k) * values.length;
        System.arraycopy(values, 0, batch, at, values.length);
        long occluded = Math.round(shares.get(k) * shuffled.length);
        for (int u = 0; u < occluded; u++) {
          batch[at + shuffled[u]] = 0;
        }
      }
    }
    Shape batchShape = Shape.of((long) settings.orders() * shares.size()).append(shape);
    FloatNdArray logits =
        after.predict(NdArrays.wrap(batchShape, DataBuffers.of(batch, false, false)));
    for (int i = 0; i < settings.orders() * shares.size(); i++) {
      double lead = Logits.lead(logits.get(i), picture.label());
      leads[i % shares.size()] += lead / settings.orders();
      right[i % shares.size()] += (lead > 0 ? 1.0 : 0.0) / settings.orders();
    }
    return new Decisions(ImmutableDoubleArray.copyOf(leads), ImmutableDoubleArray.copyOf(right));
  }

  private static int[] shuffled(int[] units, SplittableRandom random) {
    int[] shuffled = units.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int unit = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = unit;
    }
    return shuffled;
  }

  /** The curve of a region while garments come in. */
  private static final class CurveSums {
    private final List<List<Double>> leads = new ArrayList<>();
    private final List<List<Double>> right = new ArrayList<>();
    private double unitShares;
    private double activationShares;
    private int garments;

    private CurveSums(int shares) {
      for (int i = 0; i < shares; i++) {
        leads.add(new ArrayList<>());
        right.add(new ArrayList<>());
      }
    }

    private void add(float[] values, int[] units, Decisions decisions) {
      boolean empty = units.length == 0;
      for (int k = 0; k < leads.size(); k++) {
        leads.get(k).add(empty ? Double.NaN : decisions.leads().get(k));
        right.get(k).add(empty ? Double.NaN : decisions.right().get(k));
      }
      double all = 0;
      for (float value : values) {
        all += value;
      }
      double inside = 0;
      for (int unit : units) {
        inside += values[unit];
      }
      unitShares += units.length / (double) values.length;
      activationShares += inside / all;
      garments++;
    }

    private FeatureOcclusionResult.Curve curve(String layer, String shape, Region region) {
      return new FeatureOcclusionResult.Curve(
          layer,
          shape,
          region,
          unitShares / garments,
          activationShares / garments,
          leads.stream().map(Collections::unmodifiableList).toList(),
          right.stream().map(Collections::unmodifiableList).toList());
    }
  }
}
