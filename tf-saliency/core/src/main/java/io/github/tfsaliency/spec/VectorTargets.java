package io.github.tfsaliency.spec;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.attribution.Direction;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.Similarity;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.Unit;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** The targets that read a layer: compared with a vector of a file, or one of its values. */
final class VectorTargets {
  private static final String LAYER = "layer";
  private static final String VECTOR = "vector";
  private static final String OVER = "over";
  private static final String ROW = "row";
  private static final String COLUMN = "column";
  private static final SpecFormat<LayerTarget.Over> OVERS =
      SpecFormat.choice(LayerTarget.Over.class);

  static final SpecRow<Direction> DIRECTION =
      SpecRow.of(
              "direction",
              "the dot product of a layer's values with a vector",
              Target.direction(LAYER, NdArrays.vectorOf(1f)))
          .withKeys(keys(Target::direction, Direction.class));

  static final SpecRow<Similarity> SIMILARITY =
      SpecRow.of(
              "similarity",
              "the cosine of a layer's values and a vector",
              Target.similarity(LAYER, NdArrays.vectorOf(1f)))
          .withKeys(keys(Target::similarity, Similarity.class));

  private static final String INDEX = "index";
  private static final String CHANNEL = "channel";

  /** An index into a layer: {@code 3/0/17}. */
  static final SpecFormat<ImmutableLongArray> PLACE =
      SpecFormat.of(
          "whole numbers with slashes between them, such as 3/0/17",
          VectorTargets::place,
          index -> Joiner.on('/').join(index.asList()));

  static final SpecRow<Unit> UNIT =
      SpecRow.of("unit", "one value of a layer, or the mean of a channel", Target.unit(LAYER, 0))
          .withKeys(
              SpecKey.of(LAYER, "NAME", new UnitKeys()),
              SpecKey.shown(INDEX, "I/J/K"),
              SpecKey.shown(CHANNEL, "K"));

  private VectorTargets() {}

  private static Optional<ImmutableLongArray> place(String text) {
    ImmutableLongArray.Builder index = ImmutableLongArray.builder();
    for (String part : Splitter.on('/').split(text)) {
      Long number = Longs.tryParse(part);
      if (number == null || number < 0) {
        return Optional.empty();
      }
      index.add(number);
    }
    return Optional.of(index.build());
  }

  /** The layer, and either an index or a channel. */
  private record UnitKeys() implements SpecKey.Steps<Unit> {
    @Override
    public Unit read(Unit current, SpecOptions options) {
      String layer = options.required(LAYER, SpecFormat.text());
      Optional<ImmutableLongArray> index = options.value(INDEX, PLACE);
      Optional<Long> channel = options.value(CHANNEL, SpecFormat.wholeNumber());
      options.requireAllUsed();
      checkArgument(
          index.isPresent() != channel.isPresent(),
          "A unit of the layer '%s' has an index or a channel, and %s.\n"
              + "Maybe write index=I/J/K for one value, or channel=K for the mean over the"
              + " positions.",
          layer,
          Message.part(index.isPresent() ? "both are given" : "none is given"));
      return index.isPresent()
          ? Target.unit(layer, index.get().toArray())
          : Target.channel(layer, channel.orElseThrow());
    }

    @Override
    public Unit write(Unit whole, Unit current, SpecWriter texts) {
      texts.put(LAYER, () -> SpecFormat.text().print(whole.layer()));
      if (whole.averagedChannel().isPresent()) {
        texts.put(CHANNEL, () -> Long.toString(whole.averagedChannel().getAsLong()));
      } else {
        texts.put(INDEX, () -> PLACE.print(whole.index()));
      }
      return whole;
    }
  }

  private static <T extends LayerTarget> ImmutableList<SpecKey<T>> keys(
      BiFunction<String, FloatNdArray, T> factory, Class<T> type) {
    return ImmutableList.of(
        SpecKey.of(LAYER, "NAME", new Keys<>(factory, type)),
        SpecKey.shown(VECTOR, "FILE.npy"),
        SpecKey.shown(OVER, "mean|sum"),
        SpecKey.shown(ROW, "R"),
        SpecKey.shown(COLUMN, "C"));
  }

  /** All keys together: a column means nothing without its row. */
  private record Keys<T extends LayerTarget>(
      BiFunction<String, FloatNdArray, T> factory, Class<T> type) implements SpecKey.Steps<T> {
    @Override
    public T read(T current, SpecOptions options) {
      String layer = options.required(LAYER, SpecFormat.text());
      String file = options.required(VECTOR, SpecFormat.plainText());
      GivenInJava.requireNoArray(file, "Maybe save it with numpy.save, and write vector=FILE.npy.");
      Optional<LayerTarget.Over> over = options.value(OVER, OVERS);
      Optional<Integer> row = options.value(ROW, SpecFormat.integer());
      Optional<Integer> column = options.value(COLUMN, SpecFormat.integer());
      options.requireAllUsed();
      LayerTarget target = target(layer, file, options.files());
      if (row.isPresent()) {
        target = target.withRow(row.get());
      }
      if (column.isPresent()) {
        target = target.withColumn(column.get());
      }
      if (over.isPresent()) {
        target = target.withOver(over.get());
      }
      return type.cast(target);
    }

    private LayerTarget target(String layer, String file, SpecFiles files) {
      FloatNdArray vector = Npy.read(files.find(file));
      try {
        return factory.apply(layer, vector).withFile(file);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            Message.of("The file '%s' is not a vector for a layer. %s", file, Message.reason(e)),
            e);
      }
    }

    @Override
    public T write(T whole, T current, SpecWriter texts) {
      texts.put(LAYER, () -> SpecFormat.text().print(whole.layer()));
      texts.put(
          VECTOR,
          () -> whole.file().orElseGet(() -> GivenInJava.array(whole.vector().shape().asArray())));
      whole.over().ifPresent(over -> texts.put(OVER, () -> OVERS.print(over)));
      whole.row().ifPresent(row -> texts.put(ROW, () -> Integer.toString(row)));
      whole.column().ifPresent(column -> texts.put(COLUMN, () -> Integer.toString(column)));
      return whole;
    }
  }
}
