package io.github.tfsaliency.engine.forward;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Unit;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** The weight of each value of a layer if one value, or the mean of a channel, is explained. */
public final class UnitWeights {
  private UnitWeights() {}

  /**
   * The weights of a target.
   *
   * @param unit what is explained
   * @param layer what the layer is called
   * @param values the shape of a sample's values as they are computed, without free sizes
   * @param channelsFirst whether the file has them with channels first
   * @return one for each value of a sample, in order
   * @throws IllegalArgumentException if the layer has no such value
   */
  public static float[] of(Unit unit, String layer, Shape values, boolean channelsFirst) {
    int size = Math.toIntExact(values.size());
    return unit.averagedChannel().isPresent()
        ? ofChannel(unit.averagedChannel().getAsLong(), layer, values)
        : of(element(unit.index(), layer, values, channelsFirst), size);
  }

  /** A one among zeros. */
  public static float[] of(int element, int size) {
    float[] weights = new float[size];
    weights[element] = 1;
    return weights;
  }

  private static float[] ofChannel(long channel, String layer, Shape values) {
    int dimensions = values.numDimensions();
    checkArgument(
        dimensions > 0,
        "The layer '%s' has one value for each sample and no channels.\nMaybe explain a direction.",
        layer);
    int channels = Math.toIntExact(values.get(dimensions - 1));
    checkArgument(
        channel < channels,
        "The layer '%s' has no channel %s: it has %s channels, from 0.",
        layer,
        channel,
        channels);
    float[] weights = new float[Math.toIntExact(values.size())];
    int places = weights.length / channels;
    for (int i = 0; i < places; i++) {
      weights[i * channels + (int) channel] = (float) (1.0 / places);
    }
    return weights;
  }

  /**
   * Which of the values of a sample an index is of.
   *
   * @param index in the order of the file, without the batch
   * @param layer what the layer is called
   * @param values the shape of a sample's values as they are computed, without free sizes
   * @param channelsFirst whether the file has them with channels first
   * @return from 0, in row-major order
   * @throws IllegalArgumentException if there is no such value
   */
  public static int element(
      ImmutableLongArray index, String layer, Shape values, boolean channelsFirst) {
    Shape own = channelsFirst ? ChannelAxis.toFirst(values.prepend(1)).tail() : values;
    boolean exists = index.length() == own.numDimensions();
    for (int i = 0; exists && i < index.length(); i++) {
      exists = index.get(i) >= 0 && index.get(i) < own.get(i);
    }
    checkArgument(
        exists,
        "The layer '%s' has no value at the index %s: its values have the shape %s for each"
            + " sample%s.\nMaybe give one number for each dimension, from 0.",
        layer,
        index,
        Arrays.toString(own.asArray()),
        Message.part(channelsFirst ? ", channels first" : ""));
    int rank = index.length();
    long element = 0;
    for (int i = 0; i < rank; i++) {
      // With channels last, the file's first dimension comes last.
      int from = channelsFirst ? (i + 1) % rank : i;
      element = element * own.get(from) + index.get(from);
    }
    return Math.toIntExact(element);
  }
}
