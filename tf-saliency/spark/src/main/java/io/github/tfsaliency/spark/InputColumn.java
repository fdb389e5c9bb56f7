package io.github.tfsaliency.spark;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Checks;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The explained column; its type decides its content.
 *
 * @param name the name of the column
 * @param index the index of the column
 * @param kind the content
 */
record InputColumn(String name, int index, Kind kind) implements Serializable {
  private static final List<String> IMAGE_FIELDS =
      List.of("height", "width", "nChannels", "mode", "data");

  /** The content of a column. */
  enum Kind {
    FILE,
    IMAGE,
    NUMBERS
  }

  /**
   * Finds the column.
   *
   * @throws IllegalArgumentException if there is none, or it holds something else
   */
  static InputColumn of(StructType schema, String name) {
    List<String> names = Arrays.asList(schema.fieldNames());
    Checks.checkArgument(
        names.contains(name),
        "There is no column '%s', only %s.\nMaybe set inputCol.",
        name,
        names);
    int index = schema.fieldIndex(name);
    return new InputColumn(name, index, kind(name, schema.fields()[index].dataType()));
  }

  private static Kind kind(String name, DataType type) {
    if (type instanceof BinaryType) {
      return Kind.FILE;
    }
    if (type instanceof StructType struct
        && Arrays.asList(struct.fieldNames()).containsAll(IMAGE_FIELDS)) {
      return Kind.IMAGE;
    }
    DataType inner = type;
    while (inner instanceof ArrayType array) {
      inner = array.elementType();
    }
    if (type instanceof ArrayType && inner instanceof NumericType) {
      return Kind.NUMBERS;
    }
    throw new IllegalArgumentException(
        Message.of(
            "The column '%s' is of type %s, which cannot be explained.\n"
                + "Maybe use the content of files (binary), Spark's images, or arrays of numbers.",
            name, type.catalogString()));
  }

  /**
   * Reads a row.
   *
   * @param model that is given it
   * @return the model's input
   * @throws IllegalArgumentException or {@link io.github.tfsaliency.attribution.SaliencyException}
   *     if it is no such input
   */
  Sample read(Row row, Model model) {
    if (row.isNullAt(index)) {
      throw new IllegalArgumentException(Message.of("The column '%s' is null here.", name));
    }
    return switch (kind) {
      case FILE -> {
        byte[] file = row.getAs(index);
        yield picture(Picture.read(file), () -> Sha256.of(file), model);
      }
      case IMAGE -> {
        Row image = row.getStruct(index);
        byte[] data = (byte[]) value(image, "data");
        ImageStruct struct =
            new ImageStruct(
                (int) value(image, "height"),
                (int) value(image, "width"),
                (int) value(image, "nChannels"),
                (int) value(image, "mode"),
                data);
        yield picture(struct.picture(), () -> Sha256.of(data), model);
      }
      case NUMBERS -> {
        FloatNdArray values =
            NumberArrays.of(row.getList(index), model.inputShape(model.inputNames().get(0)));
        yield new Sample(values, Optional.empty(), () -> sums(model, Sha256.ofNpy(values), false));
      }
    };
  }

  private Object value(Row image, String field) {
    Object value = image.get(image.fieldIndex(field));
    if (value == null) {
      throw new IllegalArgumentException(
          Message.of("The field '%s' of the column '%s' is null here.", field, name));
    }
    return value;
  }

  private static Sample picture(Picture picture, Supplier<String> sum, Model model) {
    return new Sample(
        model.encode(picture), Optional.of(picture), () -> sums(model, sum.get(), true));
  }

  private static InputSums sums(Model model, String sum, boolean isPicture) {
    return new InputSums(
        ImmutableMap.of(model.inputNames().get(0), sum),
        isPicture ? model.encoding() : Optional.empty());
  }
}
