package io.github.tfsaliency.cli.versions;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.image.ChannelOrder;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Maps of two models in one form, where both are of the same thing.
 *
 * @param old as the maps are given, or of the common size
 * @param current the same of the other model
 * @param note what was done to the maps; empty if nothing
 */
record CommonView(Attribution old, Attribution current, String note) {
  /**
   * Refuses what is not the same thing for both models.
   *
   * @throws SaliencyException if arrays have other shapes, or pictures are cut otherwise
   */
  static void requireSameInput(ExplainedSample old, ExplainedSample current) {
    Shape first = shape(old);
    Shape second = shape(current);
    if (old.picture() == null) {
      if (!first.equals(second)) {
        throw new SaliencyException(
            Message.of(
                "The old model takes samples of shape %s, the new one of shape %s, so the array is"
                    + " not the same input for both.\n"
                    + "Maybe give pictures, which are resized for each model.",
                first, second));
      }
    } else if (first.get(0) * second.get(1) != second.get(0) * first.get(1)) {
      throw new SaliencyException(
          Message.of(
              "The old model sees pictures of %s rows and %s columns, the new one of %s and %s:"
                  + " each sees another part of the picture.\n"
                  + "Maybe compare models of the same proportions.",
              first.get(0), first.get(1), second.get(0), second.get(1)));
    }
  }

  private static Shape shape(ExplainedSample sample) {
    return sample.pixels().view(sample.input()).shape();
  }

  static CommonView of(ExplainedMap old, ExplainedMap current) {
    Attribution first = old.map();
    Attribution second = current.map();
    boolean sameOrder = order(old.sample()) == order(current.sample());
    if (first.shape().equals(second.shape()) && (sameOrder || first.shape().get(2) == 1)) {
      return new CommonView(first, second, "");
    }
    StringBuilder note = new StringBuilder("compared by the sum over the channels");
    first = summed(first);
    second = summed(second);
    if (!first.shape().equals(second.shape())) {
      int height = Math.toIntExact(Math.min(first.shape().get(0), second.shape().get(0)));
      int width = Math.toIntExact(Math.min(first.shape().get(1), second.shape().get(1)));
      note.append(
          Message.of(
              ", at %s x %s pixels, where the models see %s x %s and %s x %s",
              height,
              width,
              first.shape().get(0),
              first.shape().get(1),
              second.shape().get(0),
              second.shape().get(1)));
      first = first.resize(height, width);
      second = second.resize(height, width);
    }
    return new CommonView(first, second, note.toString());
  }

  private static ChannelOrder order(ExplainedSample sample) {
    Optional<PixelEncoding> encoding = sample.model().model().encoding();
    return sample.picture() == null || encoding.isEmpty()
        ? ChannelOrder.RGB
        : encoding.get().channels();
  }

  /** One value for each pixel. */
  private static Attribution summed(Attribution map) {
    int channels = Math.toIntExact(map.shape().get(2));
    float[] values = map.toArray();
    float[] sums = new float[values.length / channels];
    for (int i = 0; i < values.length; i++) {
      sums[i / channels] += values[i];
    }
    return Attribution.of(
        NdArrays.wrap(map.shape().take(2).append(1), DataBuffers.of(sums, true, false)));
  }

  /** The new map less the old one. */
  FloatNdArray difference() {
    float[] difference = current.toArray();
    float[] before = old.toArray();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= before[i];
    }
    return NdArrays.wrap(current.shape(), DataBuffers.of(difference, true, false));
  }

  boolean isEqual() {
    return Arrays.equals(old.toArray(), current.toArray());
  }
}
