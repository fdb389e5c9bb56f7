package io.github.tfsaliency.export;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.DynamicShape;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The bytes of a file in a graph. Behind its end there are zeros.
 *
 * @param tf the graph
 * @param padded {@code [size + 1]}
 * @param size in bytes
 */
record FileBytes(Ops tf, Operand<TUint8> padded, Operand<TInt32> size) {
  static FileBytes of(Ops tf, Operand<TString> file) {
    Operand<TUint8> bytes = tf.reshape(tf.io.decodeRaw(file, TUint8.class), tf.array(-1));
    Operand<TUint8> zero = tf.dtypes.cast(tf.array(0), TUint8.class);
    return new FileBytes(
        tf,
        tf.concat(ImmutableList.of(bytes, zero), tf.constant(0)),
        DynamicShape.size(tf, bytes, 0));
  }

  /**
   * A number of up to seven bytes, the most significant one first.
   *
   * @param place where it begins, or where each of several does
   */
  Operand<TInt64> big(Operand<TInt32> place, int bytes) {
    Operand<TInt64> value = at(place, 0);
    for (int i = 1; i < bytes; i++) {
      value = tf.math.add(tf.math.mul(value, tf.constant(256L)), at(place, i));
    }
    return value;
  }

  /** A number whose least significant byte may be the first one. */
  Operand<TInt64> number(Operand<TBool> big, Operand<TInt32> place, int bytes) {
    Operand<TInt64> little = at(place, bytes - 1);
    for (int i = bytes - 2; i >= 0; i--) {
      little = tf.math.add(tf.math.mul(little, tf.constant(256L)), at(place, i));
    }
    return tf.select(big, big(place, bytes), little);
  }

  /** Whether some bytes lie at a place. */
  Operand<TBool> has(Operand<TInt32> place, long... bytes) {
    Operand<TBool> same = tf.math.equal(at(place, 0), tf.constant(bytes[0]));
    for (int i = 1; i < bytes.length; i++) {
      same = tf.math.logicalAnd(same, tf.math.equal(at(place, i), tf.constant(bytes[i])));
    }
    return same;
  }

  private Operand<TInt64> at(Operand<TInt32> place, int offset) {
    Operand<TInt32> index =
        tf.math.maximum(
            tf.math.minimum(tf.math.add(place, tf.constant(offset)), size), tf.constant(0));
    return tf.dtypes.cast(tf.gather(padded, index, tf.constant(0)), TInt64.class);
  }
}
