package io.github.tfsaliency.examples.training;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

/**
 * Pictures and their classes.
 *
 * @param pictures {@code [N, H, W, C]} in 0..1; nobody writes to it
 * @param labels N class indices
 * @param classes how many there are, in this dataset or not
 */
public record Dataset(FloatNdArray pictures, ImmutableIntArray labels, int classes) {
  private static final int RANK = 4;

  /**
   * Creates a dataset.
   *
   * @param pictures {@code [N, H, W, C]} in 0..1, not copied
   * @param labels N class indices
   * @param classes how many there are
   * @throws IllegalArgumentException if there is no picture, the numbers differ or a label is out
   *     of range
   */
  public Dataset {
    checkArgument(
        pictures.rank() == RANK && pictures.size() > 0,
        "The pictures have the shape %s instead of [N, H, W, C].",
        pictures.shape());
    checkArgument(
        pictures.shape().get(0) == labels.length(),
        "There are %s pictures, but %s labels.",
        pictures.shape().get(0),
        labels.length());
    checkArgument(
        labels.stream().allMatch(label -> label >= 0 && label < classes),
        "A label is not in 0..%s.",
        classes - 1);
  }

  /**
   * Takes over an array.
   *
   * @param values the pictures one after the other, not copied
   * @param picture {@code [H, W, C]}
   * @param labels the class indices
   * @param classes how many there are
   * @return a dataset
   */
  public static Dataset of(float[] values, Shape picture, ImmutableIntArray labels, int classes) {
    return new Dataset(
        NdArrays.wrap(picture.prepend(labels.length()), DataBuffers.of(values, true, false)),
        labels,
        classes);
  }

  /**
   * How many pictures there are.
   *
   * @return at least 1
   */
  public int size() {
    return labels.length();
  }

  /**
   * The shape of a picture.
   *
   * @return {@code [H, W, C]}
   */
  public Shape pictureShape() {
    return pictures.shape().tail();
  }

  /**
   * All pictures in one array.
   *
   * @return a copy, one picture after the other
   */
  public float[] copyOfValues() {
    float[] values = new float[Math.toIntExact(pictures.size())];
    pictures.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  /**
   * The mean of each channel over all pixels of all pictures.
   *
   * @return one value a channel
   */
  public float[] meanColour() {
    float[] values = copyOfValues();
    double[] sums = new double[Math.toIntExact(pictureShape().get(2))];
    for (int i = 0; i < values.length; i++) {
      sums[i % sums.length] += values[i];
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] * mean.length / values.length);
    }
    return mean;
  }

  /**
   * The first pictures.
   *
   * @param count at least 1, at most as many as there are
   * @return a view of them
   */
  public Dataset first(int count) {
    return new Dataset(pictures.slice(Indices.sliceTo(count)), labels.subArray(0, count), classes);
  }

  /**
   * The same classes with other pictures.
   *
   * @param values pictures of the same shape one after the other, not copied
   * @return a dataset
   */
  public Dataset withValues(float[] values) {
    return of(values, pictureShape(), labels, classes);
  }
}
