package io.github.tfsaliency.engine.forward;

import static io.github.tfsaliency.message.Checks.checkArgument;

import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.Direction;
import io.github.tfsaliency.attribution.LayerTarget;
import io.github.tfsaliency.attribution.Similarity;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The weight of each value of a layer if the layer is compared with a vector. */
public final class VectorWeights {
  private final float[] weights;
  private final Optional<Norm> norm;

  private VectorWeights(float[] weights, Optional<Norm> norm) {
    this.weights = weights;
    this.norm = norm;
  }

  /** {@return a weight for each value of a sample, in order; a copy} */
  public float[] weights() {
    return weights.clone();
  }

  /** {@return what the values are divided by} */
  public Optional<Norm> norm() {
    return norm;
  }

  /**
   * Spreads a vector over the places of a layer.
   *
   * @param target how they compare
   * @param layer what the layer is called
   * @param values the shape of a sample's values as they are computed, without free sizes
   * @param channelsFirst whether the file has them with channels first
   * @throws IllegalArgumentException if the vector, or what is read, does not fit
   */
  public static VectorWeights of(
      LayerTarget target, String layer, Shape values, boolean channelsFirst) {
    return new Spread(target, layer, values, channelsFirst).weights();
  }

  /** The parts of one answer. */
  private record Spread(LayerTarget target, String layer, Shape values, boolean channelsFirst) {
    VectorWeights weights() {
      Shape given = target.vector().shape();
      Shape own = channelsFirst ? ChannelAxis.toFirst(values.prepend(1)).tail() : values;
      boolean whole = given.equals(own);
      long channels = values.numDimensions() == 0 ? 0 : values.get(values.numDimensions() - 1);
      checkArgument(
          whole || (given.numDimensions() == 1 && given.get(0) == channels),
          "The vector of shape %s does not fit the layer '%s': its values have the shape %s for"
              + " each sample%s.\n"
              + "Maybe give %san array of that shape.",
          Arrays.toString(given.asArray()),
          layer,
          Arrays.toString(own.asArray()),
          Message.part(channelsFirst ? ", channels first" : ""),
          Message.part(
              values.numDimensions() > 1
                  ? "one number for each of its " + channels + " channels, or "
                  : ""));
      return whole ? ofAll() : ofChannels(channels);
    }

    private VectorWeights ofAll() {
      checkArgument(
          target.over().isEmpty() && target.row().isEmpty(),
          "The vector has the shape of all values of the layer '%s', %s, so there are no positions"
              + " to %s.\n"
              + "Maybe leave out %s%s.",
          layer,
          Arrays.toString(target.vector().shape().asArray()),
          Message.part(target.over().isPresent() ? "average or sum" : "pick one from"),
          Message.part(target.over().isPresent() ? "over" : "row and column"),
          Message.part(values.numDimensions() > 1 ? ", or give one number for each channel" : ""));
      FloatNdArray vector = target.vector();
      float[] all = floats(channelsFirst ? ChannelAxis.sampleToLast(vector) : vector);
      return divided(all, all, 1, new Norm(all.length, Norm.ALL_PLACES));
    }

    private VectorWeights ofChannels(long channels) {
      float[] vector = floats(target.vector());
      int places = Math.toIntExact(values.size() / channels);
      long place = target.row().isPresent() ? place() : Norm.ALL_PLACES;
      boolean sum =
          place == Norm.ALL_PLACES
              && target instanceof Direction
              && target.over().equals(Optional.of(LayerTarget.Over.SUM));
      float[] all = new float[places * vector.length];
      for (int i = 0; i < places; i++) {
        if (place == Norm.ALL_PLACES || place == i) {
          System.arraycopy(vector, 0, all, i * vector.length, vector.length);
        }
      }
      return divided(
          all, vector, place == Norm.ALL_PLACES && !sum ? places : 1, new Norm(channels, place));
    }

    /** By the number of places of a mean, and for a cosine by the length of the vector. */
    private VectorWeights divided(float[] all, float[] vector, double places, Norm norm) {
      boolean cosine = target instanceof Similarity;
      double divisor = places * (cosine ? length(vector) : 1);
      float[] weights = new float[all.length];
      for (int i = 0; i < all.length; i++) {
        weights[i] = (float) (all[i] / divisor);
      }
      return new VectorWeights(weights, cosine ? Optional.of(norm) : Optional.empty());
    }

    private static double length(float[] vector) {
      double square = 0;
      for (float value : vector) {
        square += (double) value * value;
      }
      return Math.sqrt(square);
    }

    /** The number of the place that was picked. */
    private long place() {
      int dimensions = values.numDimensions() - 1;
      checkArgument(
          dimensions == 2
              ? target.column().isPresent()
              : dimensions == 1 && target.column().isEmpty(),
          "The target picks %s, but the positions of the layer '%s' have %s, as its values have the"
              + " shape %s for each sample.\n"
              + "Maybe %s.",
          Message.part(target.column().isPresent() ? "a row and a column" : "a row"),
          layer,
          Message.part(
              dimensions == 1
                  ? "one dimension"
                  : dimensions == 2 ? "a row and a column" : dimensions + " dimensions"),
          Arrays.toString(own()),
          Message.part(
              dimensions == 1
                  ? "leave out the column"
                  : dimensions == 2
                      ? "give row and column"
                      : "give a vector of that shape with zeros at all other positions"));
      long row = target.row().getAsInt();
      long column = target.column().orElse(0);
      long columns = dimensions == 2 ? values.get(1) : 1;
      checkArgument(
          row < values.get(0) && column < columns,
          "Row %s%s is outside the layer '%s' of %s rows%s.\nMaybe count from 0.",
          row,
          Message.part(dimensions == 2 ? ", column " + column : ""),
          layer,
          values.get(0),
          Message.part(dimensions == 2 ? " and " + columns + " columns" : ""));
      return row * columns + column;
    }

    private long[] own() {
      return (channelsFirst ? ChannelAxis.toFirst(values.prepend(1)).tail() : values).asArray();
    }

    private static float[] floats(FloatNdArray array) {
      float[] floats = new float[Math.toIntExact(array.size())];
      array.copyTo(DataBuffers.of(floats, false, false));
      return floats;
    }
  }
}
