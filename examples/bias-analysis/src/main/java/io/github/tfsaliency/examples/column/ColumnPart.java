package io.github.tfsaliency.examples.column;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.FloatNdArray;

/** Asks methods why rooms are pleasant whose temperature is known. */
final class ColumnPart {
  private static final int OTHER_ROOMS = 200;

  private final Path model;
  private final Path csv;
  private final ColumnExtent extent;
  private final long seed;

  private ColumnPart(Path model, Path csv, ColumnExtent extent, long seed) {
    this.model = model;
    this.csv = csv;
    this.extent = extent;
    this.seed = seed;
  }

  /** The part; it opens and closes the model itself. */
  static Part<ColumnResult> of(Path model, Path csv, ColumnExtent extent, long seed) {
    return Part.of(
        "columns",
        ImmutableMap.of(
            "seed",
            seed,
            "rows",
            extent.rows(),
            "places",
            extent.places(),
            "methods",
            extent.methods().stream().map(ColumnMethod::title).collect(toImmutableList())),
        ColumnResult.class,
        1 + Zero.COMPARED.size(),
        new ColumnPart(model, csv, extent, seed)::run);
  }

  private ColumnResult run(Consumer<String> beforeEachStep) {
    Rooms rooms = Rooms.read(csv, extent.rows());
    Rooms others = Rooms.drawn(OTHER_ROOMS, seed);
    beforeEachStep.accept("table, effects of columns");
    List<ColumnResult.Effect> effects = effects(rooms, Rooms.drawn(rooms.size(), seed));
    List<List<List<double[]>>> byEncoding = new ArrayList<>();
    for (Zero zero : Zero.COMPARED) {
      beforeEachStep.accept("table, zero is " + zero.name());
      byEncoding.add(shares(zero, rooms, others));
    }
    return new ColumnResult(
        effects,
        IntStream.range(0, extent.methods().size())
            .mapToObj(
                method ->
                    new ColumnResult.Shares(
                        extent.methods().get(method).title(),
                        byEncoding.stream().map(shares -> shares.get(method)).toList()))
            .toList());
  }

  /** The truth that maps are held against: what the score does when a column is exchanged. */
  private List<ColumnResult.Effect> effects(Rooms rooms, Rooms drawn) {
    Rooms centred = rooms.withTemperature(0);
    try (Model loaded = load(Zero.MEAN)) {
      float[] scores = scores(loaded, centred);
      return IntStream.range(0, Rooms.numericColumns())
          .mapToObj(
              column -> {
                float[] changed = scores(loaded, centred.withColumnOf(drawn, column));
                double[] changes = new double[scores.length];
                for (int i = 0; i < changes.length; i++) {
                  changes[i] = Math.abs(scores[i] - changed[i]);
                }
                return new ColumnResult.Effect(Rooms.name(column), changes);
              })
          .toList();
    }
  }

  private static float[] scores(Model model, Rooms rooms) {
    FloatNdArray logits = model.predict(rooms.encode(Zero.MEAN));
    float[] scores = new float[rooms.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = logits.getFloat(i, Rooms.PLEASANT);
    }
    return scores;
  }

  private List<List<double[]>> shares(Zero zero, Rooms rooms, Rooms others) {
    try (Model loaded = load(zero)) {
      return extent.methods().stream()
          .map(
              method -> {
                Saliency saliency =
                    Saliency.of(loaded)
                        .method(method.among().apply(others.encode(zero)))
                        .target(Target.classIndex(Rooms.PLEASANT));
                return extent.places().stream()
                    .map(
                        place ->
                            Rooms.temperatureShares(
                                saliency
                                    .compute(rooms.withTemperature(place).encode(zero))
                                    .toArray()))
                    .toList();
              })
          .toList();
    }
  }

  private Model load(Zero zero) {
    return Model.from(model).signature(zero.signature()).load();
  }
}
