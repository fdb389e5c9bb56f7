package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;

import org.tensorflow.ndarray.FloatNdArray;

/**
 * The cosine of a layer's values and a vector; 0 where all the values are 0.
 *
 * @since 0.1.0
 */
public final class Similarity extends LayerTarget {
  private static final long serialVersionUID = 1;

  private Similarity(Reading reading) {
    super(reading);
    checkArgument(
        !reading.isZero(),
        "The vector of shape %s is zero everywhere, so it has no direction.\n"
            + "Maybe use a direction.",
        vector().shape());
  }

  static Similarity of(String layer, FloatNdArray vector) {
    return new Similarity(Reading.of(layer, vector));
  }

  @Override
  Similarity with(Reading other) {
    return new Similarity(other);
  }

  @Override
  public Similarity withOver(Over newOver) {
    return (Similarity) super.withOver(newOver);
  }

  @Override
  public Similarity withFile(String newFile) {
    return (Similarity) super.withFile(newFile);
  }

  @Override
  public Similarity withRow(int newRow) {
    return (Similarity) super.withRow(newRow);
  }

  @Override
  public Similarity withColumn(int newColumn) {
    return (Similarity) super.withColumn(newColumn);
  }

  @Override
  public String toString() {
    return words("the cosine");
  }
}
