package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A target that compares a layer's values with a vector: a concept, the values of another picture,
 * or one channel.
 *
 * <p>The vector either has one number for each of the layer's channels, {@code [C]}, or the shape
 * of the layer's values without the batch dimension, in the SavedModel's order of dimensions. With
 * {@code [C]} the layer's positions are first averaged or summed, or one position is picked. A
 * class token is the first position of a sequence.
 *
 * @since 0.1.0
 */
public abstract sealed class LayerTarget extends Target permits Direction, Similarity {
  private static final long serialVersionUID = 1;

  /** How all positions are combined. */
  public enum Over {
    /** Their mean, the default. */
    MEAN,
    /** Their sum. */
    SUM
  }

  /** Which values of the layer are read. */
  static final class Reading extends Value {
    private static final long serialVersionUID = 1;

    private final String layer;
    private final Vector vector;

    /** Empty where nothing was said, and for one place. */
    private final Optional<Over> over;

    private final OptionalInt row;
    private final OptionalInt column;

    private Reading(
        String layer, Vector vector, Optional<Over> over, OptionalInt row, OptionalInt column) {
      checkArgument(!layer.isEmpty(), "The name of the target's layer is empty.");
      checkArgument(
          row.orElse(0) >= 0 && column.orElse(0) >= 0,
          "The row (%s) and the column (%s) must not be negative.",
          row.orElse(0),
          column.orElse(0));
      checkArgument(
          row.isPresent() || column.isEmpty(),
          "The column %s is not a position without a row.\nMaybe give row=R, too.",
          column.orElse(0));
      checkArgument(
          over.isEmpty() || row.isEmpty(),
          "The target reads one position, row %s, and also a mean or a sum over all positions.\n"
              + "Maybe leave one of them out.",
          row.orElse(0));
      this.layer = requireNonNull(layer, "layer");
      this.vector = requireNonNull(vector, "vector");
      this.over = requireNonNull(over, "over");
      this.row = requireNonNull(row, "row");
      this.column = requireNonNull(column, "column");
    }

    boolean isZero() {
      return vector.isZero();
    }

    static Reading of(String layer, FloatNdArray values) {
      return new Reading(
          requireNonNull(layer, "layer"),
          Vector.of(values),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());
    }
  }

  /** The numbers; never changed. */
  static final class Vector extends Value {
    private static final long serialVersionUID = 1;

    private final Shape shape;
    private final float[] values;
    private final Optional<String> file;

    private Vector(Shape shape, float[] values, Optional<String> file) {
      checkArgument(
          shape.numDimensions() > 0 && values.length > 0 && shape.size() == values.length,
          "The vector of shape %s has no values for the channels of a layer.",
          shape);
      for (int i = 0; i < values.length; i++) {
        checkArgument(
            Float.isFinite(values[i]),
            "The vector of shape %s is %s at index %s, but must be finite.",
            shape,
            values[i],
            i);
      }
      for (String name : file.stream().toList()) {
        checkArgument(
            !name.isEmpty() && name.indexOf(',') < 0,
            "The vector's file '%s' must have a name without commas.\nMaybe rename it.",
            name);
      }
      this.shape = requireNonNull(shape, "shape");
      this.values = requireNonNull(values, "values");
      this.file = requireNonNull(file, "file");
    }

    boolean isZero() {
      boolean zero = true;
      for (float value : values) {
        zero &= value == 0;
      }
      return zero;
    }

    static Vector of(FloatNdArray given) {
      float[] values = new float[Math.toIntExact(given.size())];
      given.copyTo(DataBuffers.of(values, false, false));
      return new Vector(given.shape(), values, Optional.empty());
    }
  }

  private final Reading reading;

  LayerTarget(Reading reading) {
    this.reading = requireNonNull(reading, "reading");
  }

  abstract LayerTarget with(Reading other);

  /** {@return the name of the layer, as it was given} */
  public String layer() {
    return reading.layer;
  }

  /** {@return the vector, a copy, {@code [C]} or of the layer's shape without the batch} */
  public FloatNdArray vector() {
    return NdArrays.wrap(
        reading.vector.shape, DataBuffers.of(reading.vector.values.clone(), false, false));
  }

  /** {@return the name of the vector's file; empty for a vector that was given in Java} */
  public Optional<String> file() {
    return reading.vector.file;
  }

  /**
   * {@return how all positions are combined; empty if this was not chosen, or one position is read}
   */
  public Optional<Over> over() {
    return reading.over;
  }

  /** {@return the row of the position that is read, or its index in a sequence; empty for all} */
  public OptionalInt row() {
    return reading.row;
  }

  /**
   * {@return the column of the position that is read; empty in a sequence and for all positions}
   */
  public OptionalInt column() {
    return reading.column;
  }

  /**
   * Chooses how all positions are combined, for a vector of channels.
   *
   * @param newOver {@link Over#MEAN} by default
   * @return a new target
   * @throws IllegalArgumentException if one position was chosen
   */
  public LayerTarget withOver(Over newOver) {
    return with(
        new Reading(
            reading.layer, reading.vector, Optional.of(newOver), reading.row, reading.column));
  }

  /**
   * Sets the file of the vector. Its name is printed instead of the vector. Targets are equal only
   * if they have the same name.
   *
   * @param newFile none by default
   * @return a new target
   * @throws IllegalArgumentException if the name is empty or has a comma
   */
  public LayerTarget withFile(String newFile) {
    return with(
        new Reading(
            reading.layer,
            new Vector(reading.vector.shape, reading.vector.values, Optional.of(newFile)),
            reading.over,
            reading.row,
            reading.column));
  }

  /**
   * Chooses one position of a sequence, or with {@link #withColumn} of a grid, for a vector of
   * channels.
   *
   * @param newRow from 0; a class token is 0
   * @return a new target
   * @throws IllegalArgumentException if the row is negative, or {@link #withOver} was called
   */
  public LayerTarget withRow(int newRow) {
    return with(
        new Reading(
            reading.layer, reading.vector, reading.over, OptionalInt.of(newRow), reading.column));
  }

  /**
   * Chooses the column of the position, after its row.
   *
   * @param newColumn from 0 at the left
   * @return a new target
   * @throws IllegalArgumentException if the column is negative, or there is no row
   */
  public LayerTarget withColumn(int newColumn) {
    return with(
        new Reading(
            reading.layer, reading.vector, reading.over, reading.row, OptionalInt.of(newColumn)));
  }

  /** Resolved where the layer is known. */
  @Override
  long index(ImmutableList<String> labels, Supplier<Outputs> outputs) {
    throw new IllegalArgumentException(
        Message.of("The target %s is not a class: it has no index among the outputs.", this));
  }

  /** {@return what it is, in words} */
  String words(String what) {
    String place =
        reading.row.isEmpty()
            ? reading.over.map(over -> over == Over.SUM ? ", summed" : ", averaged").orElse("")
            : ", row "
                + reading.row.getAsInt()
                + (reading.column.isPresent() ? ", column " + reading.column.getAsInt() : "");
    return Message.of(
        "%s of the layer '%s' with %s%s",
        Message.part(what),
        reading.layer,
        file().isPresent() ? file().get() : Message.part("an array " + reading.vector.shape),
        Message.part(place));
  }
}
