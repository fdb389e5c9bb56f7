package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.examples.training.Dataset;
import java.util.List;

/** Replaces pixels by the mean colour of the pictures that a classifier learns from. */
final class Replacement {
  private static final float MIDDLE = 0.5f;

  private final float[] mean;

  private Replacement(float[] mean) {
    this.mean = mean;
  }

  /** By the mean of each channel over all pixels. */
  static Replacement byMeanOf(Dataset train) {
    return new Replacement(train.meanColour());
  }

  /**
   * The same pictures after an experiment.
   *
   * @param data pictures of any classes
   * @param orders of the pixels of each picture
   * @param experiment which pixels are replaced
   * @param fraction how many of the pixels, from 0 to 1, rounded to whole pixels
   */
  Dataset in(Dataset data, List<PixelOrder> orders, Experiment experiment, double fraction) {
    checkArgument(
        orders.size() == data.size(),
        "There are %s pictures, but %s orders of pixels.",
        data.size(),
        orders.size());
    checkArgument(fraction >= 0 && fraction <= 1, "A fraction is in 0..1, not %s.", fraction);
    float[] values = data.copyOfValues();
    if (experiment == Experiment.MASK) {
      fillWithContrast(values);
    }
    for (int i = 0; i < orders.size(); i++) {
      ImmutableIntArray pixels = orders.get(i).pixels();
      int count = Math.toIntExact(Math.round(fraction * pixels.length()));
      int from = experiment == Experiment.KEEP ? pixels.length() - count : 0;
      for (int k = from; k < from + count; k++) {
        int pixel = i * pixels.length() + pixels.get(k);
        System.arraycopy(mean, 0, values, pixel * mean.length, mean.length);
      }
    }
    return data.withValues(values);
  }

  private void fillWithContrast(float[] values) {
    float[] contrast = new float[mean.length];
    for (int i = 0; i < contrast.length; i++) {
      contrast[i] = mean[i] < MIDDLE ? 1 : 0;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = contrast[i % contrast.length];
    }
  }
}
