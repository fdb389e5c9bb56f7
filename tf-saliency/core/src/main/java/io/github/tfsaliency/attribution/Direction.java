package io.github.tfsaliency.attribution;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * The dot product of a layer's values with a vector.
 *
 * @since 0.1.0
 */
public final class Direction extends LayerTarget {
  private static final long serialVersionUID = 1;

  private Direction(Reading reading) {
    super(reading);
  }

  static Direction of(String layer, FloatNdArray vector) {
    return new Direction(Reading.of(layer, vector));
  }

  @Override
  Direction with(Reading other) {
    return new Direction(other);
  }

  @Override
  public Direction withOver(Over newOver) {
    return (Direction) super.withOver(newOver);
  }

  @Override
  public Direction withFile(String newFile) {
    return (Direction) super.withFile(newFile);
  }

  @Override
  public Direction withRow(int newRow) {
    return (Direction) super.withRow(newRow);
  }

  @Override
  public Direction withColumn(int newColumn) {
    return (Direction) super.withColumn(newColumn);
  }

  @Override
  public String toString() {
    return words("the dot product");
  }
}
