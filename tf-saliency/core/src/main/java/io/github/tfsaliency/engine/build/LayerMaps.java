package io.github.tfsaliency.engine.build;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.axis.LayerGrid;
import io.github.tfsaliency.gradient.DynamicShape;
import io.github.tfsaliency.gradient.LayerMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Makes a map of a layer's activations and their gradient.
 *
 * @param tf the builder
 * @param grid how the layer's values lie
 * @param input what they lie on, {@code [N, ...]}
 */
record LayerMaps(Ops tf, LayerGrid grid, Operand<? extends TType> input) {
  /**
   * The map.
   *
   * @param activations of the layer
   * @param gradient of the same shape
   * @return {@code [N, places ..., 1]} of the layer's own places, or {@code [N, ..., 1]} of the
   *     input's size where it is resized; without the last dimension if the input has no features
   */
  Operand<TFloat32> of(
      LayerMapping mapping, Operand<TFloat32> activations, Operand<TFloat32> gradient) {
    Operand<TFloat32> values = arranged(activations);
    Operand<TFloat32> map = mapping.weighting().map(tf, plane(values), plane(arranged(gradient)));
    return shown(mapping.map().relu() ? tf.nn.relu(map) : map, values, mapping.map().resized());
  }

  /** The map of what each token has {@code [N, tokens, 1]}. */
  Operand<TFloat32> ofTokens(Operand<TFloat32> values, boolean resized) {
    Operand<TFloat32> places = arranged(values);
    return shown(plane(places), places, resized);
  }

  private Operand<TFloat32> shown(
      Operand<TFloat32> map, Operand<TFloat32> values, boolean isResized) {
    ImmutableIntArray dimensions = grid.dimensions();
    List<Operand<TInt32>> sizes = new ArrayList<>();
    for (int i = 0; i < dimensions.length(); i++) {
      sizes.add(DynamicShape.size(tf, values, i + 1));
    }
    return isResized ? resized(map, sizes) : shaped(map, sizes, true);
  }

  /** The height and the width of images. */
  static Operand<TInt32> size(Ops tf, Operand<? extends TType> images) {
    return tf.slice(tf.shape(images), tf.array(1), tf.array(2));
  }

  /** {@code [N, places ..., features]}. */
  private Operand<TFloat32> arranged(Operand<TFloat32> values) {
    if (grid.isPlain()) {
      return values;
    }
    int[] order = grid.order().toArray();
    Operand<TFloat32> arranged = tf.linalg.transpose(values, tf.constant(order));
    List<Operand<TInt32>> shape = new ArrayList<>();
    shape.add(DynamicShape.size(tf, arranged, 0));
    for (int i = 0; i < grid.places().size(); i++) {
      LayerGrid.PlaceAxis place = grid.places().get(i);
      int[] start = new int[order.length];
      int[] count = new int[order.length];
      Arrays.fill(count, -1);
      start[i + 1] = (int) place.ahead();
      if (place.ahead() > 0) {
        arranged = tf.slice(arranged, tf.constant(start), tf.constant(count));
      }
      if (place.reversed()) {
        arranged = tf.reverse(arranged, tf.array(i + 1));
      }
      if (place.sizes().size() == 1) {
        shape.add(DynamicShape.size(tf, arranged, i + 1));
      } else {
        place.sizes().forEach(size -> shape.add(tf.constant(Math.toIntExact(size))));
      }
    }
    shape.add(tf.constant(-1));
    return tf.reshape(arranged, tf.stack(shape));
  }

  /** {@code [N, rows, columns, K]}; where there are more dimensions, all but the last are rows. */
  private Operand<TFloat32> plane(Operand<TFloat32> values) {
    int places = grid.dimensions().length();
    if (places == 2) {
      return values;
    }
    if (places == 1) {
      return tf.expandDims(values, tf.constant(1));
    }
    return tf.reshape(
        values,
        tf.stack(
            List.of(
                DynamicShape.size(tf, values, 0),
                tf.constant(-1),
                DynamicShape.size(tf, values, places),
                DynamicShape.size(tf, values, places + 1))));
  }

  /** The map with a dimension for each of the grid's. */
  private Operand<TFloat32> shaped(
      Operand<TFloat32> map, List<Operand<TInt32>> sizes, boolean features) {
    List<Operand<TInt32>> shape = new ArrayList<>();
    shape.add(DynamicShape.size(tf, map, 0));
    shape.addAll(sizes);
    if (features) {
      shape.add(tf.constant(1));
    }
    return tf.reshape(map, tf.stack(shape));
  }

  /** Bilinear along two dimensions at once, and where there are three, linear along the first. */
  private Operand<TFloat32> resized(Operand<TFloat32> map, List<Operand<TInt32>> sizes) {
    ImmutableIntArray dimensions = grid.dimensions();
    List<Operand<TInt32>> wanted = new ArrayList<>();
    for (int i = 0; i < dimensions.length(); i++) {
      wanted.add(DynamicShape.size(tf, input, dimensions.get(i)));
    }
    Operand<TFloat32> resized = map;
    int last = wanted.size() - 1;
    Operand<TInt32> one = tf.constant(1);
    if (last == 0) {
      resized = bilinear(resized, one, wanted.get(0));
    } else {
      Operand<TInt32> any = tf.constant(-1);
      resized =
          tf.reshape(resized, tf.stack(List.of(any, sizes.get(last - 1), sizes.get(last), one)));
      resized = bilinear(resized, wanted.get(last - 1), wanted.get(last));
      for (int i = last - 2; i >= 0; i--) {
        Operand<TInt32> behind = one;
        for (int j = i + 1; j <= last; j++) {
          behind = tf.math.mul(behind, wanted.get(j));
        }
        resized = tf.reshape(resized, tf.stack(List.of(any, sizes.get(i), behind, one)));
        resized = bilinear(resized, wanted.get(i), behind);
      }
    }
    return ofInput(resized, map, wanted);
  }

  private Operand<TFloat32> bilinear(
      Operand<TFloat32> map, Operand<TInt32> rows, Operand<TInt32> columns) {
    return tf.image.resizeBilinear(
        map, tf.stack(List.of(rows, columns)), ResizeBilinear.halfPixelCenters(true));
  }

  /** Along dimensions that the layer has lost, the map is everywhere the same. */
  private Operand<TFloat32> ofInput(
      Operand<TFloat32> resized, Operand<TFloat32> map, List<Operand<TInt32>> wanted) {
    ImmutableIntArray dimensions = grid.dimensions();
    int rank = input.shape().numDimensions();
    List<Operand<TInt32>> kept = new ArrayList<>();
    List<Operand<TInt32>> spread = new ArrayList<>();
    Operand<TInt32> samples = DynamicShape.size(tf, map, 0);
    kept.add(samples);
    spread.add(samples);
    boolean lost = false;
    for (int i = 1; i < rank; i++) {
      int at = dimensions.indexOf(i);
      boolean features = at < 0 && i == rank - 1;
      lost |= at < 0 && !features;
      kept.add(at < 0 ? tf.constant(1) : wanted.get(at));
      spread.add(
          at >= 0 ? wanted.get(at) : features ? tf.constant(1) : DynamicShape.size(tf, input, i));
    }
    Operand<TFloat32> shaped = tf.reshape(resized, tf.stack(kept));
    return lost ? tf.broadcastTo(shaped, tf.stack(spread)) : shaped;
  }
}
