package io.github.tfsaliency.cli.sample;

import io.github.tfsaliency.attribution.ChannelAxis;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Samples of any rank as rows, columns and channels, which is what pictures and metrics take. The
 * features of a vector and the steps of a series are the pixels of one row; the values keep their
 * order.
 *
 * @param own the shape that the model takes, without the batch dimension
 * @param channelsFirst whether the model takes channels ahead of places
 * @param seen {@code [H, W, C]}
 */
public record PixelView(Shape own, boolean channelsFirst, Shape seen) {
  static PixelView of(FloatNdArray sample) {
    return of(sample, false);
  }

  static PixelView of(FloatNdArray sample, boolean channelsFirst) {
    Shape given = sample.shape();
    Shape own = channelsFirst ? ChannelAxis.toLast(given.prepend(1)).tail() : given;
    int rank = own.numDimensions();
    Shape seen =
        switch (rank) {
          case 0 -> Shape.of(1, 1, 1);
          case 1 -> Shape.of(1, own.get(0), 1);
          case 2 -> Shape.of(1, own.get(0), own.get(1));
          default -> Shape.of(own.take(rank - 2).size(), own.get(rank - 2), own.get(rank - 1));
        };
    return new PixelView(given, channelsFirst, seen);
  }

  /**
   * The sample, or its map, which may have one value for all channels of a place; what has another
   * shape is left as it is.
   */
  public FloatNdArray view(FloatNdArray values) {
    return fits(values.shape())
        ? shaped(channelsFirst ? ChannelAxis.sampleToLast(values) : values, seen(values.shape()))
        : values;
  }

  /** Whether it is of the sample's shape, or has one channel for all. */
  private boolean fits(Shape values) {
    return values.equals(own) || values.equals(oneChannel());
  }

  private Shape oneChannel() {
    int rank = own.numDimensions();
    if (rank < 2) {
      return own;
    }
    return channelsFirst ? own.tail().prepend(1) : own.take(rank - 1).append(1);
  }

  /** Of what fits: the same places, with as many channels as there are. */
  private Shape seen(Shape values) {
    return values.equals(own) ? seen : Shape.of(seen.get(0), seen.get(1), 1);
  }

  /** Groups of the sample's features, which count channels last. */
  FeatureGroups viewGroups(FeatureGroups groups) {
    Shape last = channelsFirst ? ChannelAxis.toLast(own.prepend(1)).tail() : own;
    int[] labels = groups.labels(groups.inputs().get(0), last);
    return FeatureGroups.ofMask(
        NdArrays.wrap(seen, DataBuffers.of(labels, true, false)), groups.names());
  }

  /** Whether the sample is more than a row. */
  public boolean isPicture() {
    return seen.get(0) > 1;
  }

  ScoreFunction viewScores(ScoreFunction scores) {
    return batch -> scores.scores(unseen(batch));
  }

  MapFunction viewMaps(MapFunction maps) {
    return batch -> {
      FloatNdArray values = maps.maps(unseen(batch));
      Shape map = values.shape().tail();
      return fits(map)
          ? batched(channelsFirst ? ChannelAxis.toLast(values) : values, seen(map))
          : values;
    };
  }

  /** Changed samples as the model takes them. */
  private FloatNdArray unseen(FloatNdArray batch) {
    if (!channelsFirst) {
      return batched(batch, own);
    }
    Shape last = ChannelAxis.toLast(own.prepend(1)).tail();
    return ChannelAxis.toFirst(batched(batch, last));
  }

  private static FloatNdArray batched(FloatNdArray batch, Shape sample) {
    return shaped(batch, sample.prepend(batch.shape().get(0)));
  }

  static FloatNdArray shaped(FloatNdArray values, Shape shape) {
    if (values.shape().equals(shape)) {
      return values;
    }
    return NdArrays.wrap(shape, DataBuffers.of(floats(values), true, false));
  }

  /** The values in row-major order. */
  public static float[] floats(FloatNdArray values) {
    float[] floats = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(floats, false, false));
    return floats;
  }
}
