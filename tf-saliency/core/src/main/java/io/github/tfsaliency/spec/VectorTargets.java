package io.github.tfsaliency.spec;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Direction;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.Similarity;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/** The targets that compare a layer with a vector of a file. */
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

  private VectorTargets() {}

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
            Message.of(
                "The file '%s' is not what a layer can be compared with. %s",
                file, Message.reason(e)),
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
