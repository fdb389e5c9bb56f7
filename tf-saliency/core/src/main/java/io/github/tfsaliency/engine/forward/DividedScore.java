package io.github.tfsaliency.engine.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/**
 * A weighted sum of values, parts of which are divided by their length: a cosine, as the weights
 * are of length 1. It is 0 where the length is.
 *
 * @param score {@code [N]}
 * @param terms what each value contributes to it while the length is held, {@code [N, values]}
 * @param partial its derivative at each value while the length is held
 * @param derivative of the score at each value; with a reference, what its difference is to be
 *     multiplied by so that all together is the difference of the scores
 */
record DividedScore(
    Operand<TFloat64> score,
    Operand<TFloat64> terms,
    Operand<TFloat64> partial,
    Operand<TFloat64> derivative) {
  /**
   * Computes it.
   *
   * @param values {@code [N, values]}
   * @param weights {@code [N, values]}
   * @param reference {@code [N or 1, values]}
   */
  static DividedScore of(
      Ops tf,
      Ending ending,
      Operand<TFloat64> values,
      Operand<TFloat64> weights,
      Optional<Operand<TFloat64>> reference) {
    List<Operand<TFloat64>> scores = new ArrayList<>();
    List<Operand<TFloat64>> terms = new ArrayList<>();
    List<Operand<TFloat64>> partials = new ArrayList<>();
    List<Operand<TFloat64>> derivatives = new ArrayList<>();
    int start = 0;
    for (Ending.Part part : ending.parts()) {
      int from = start;
      boolean only = ending.parts().size() == 1;
      Part read =
          new Part(
              tf,
              part.norm(),
              only ? values : slice(tf, values, from, part.size()),
              only ? weights : slice(tf, weights, from, part.size()),
              reference.map(all -> only ? all : slice(tf, all, from, part.size())));
      terms.add(read.terms());
      scores.add(sum(tf, read.terms()));
      partials.add(read.partial());
      derivatives.add(read.derivative());
      start += part.size();
    }
    return new DividedScore(
        tf.reshape(tf.math.addN(scores), tf.array(-1)),
        joined(tf, terms),
        joined(tf, partials),
        joined(tf, derivatives));
  }

  private static Operand<TFloat64> slice(Ops tf, Operand<TFloat64> all, int start, int size) {
    return tf.slice(all, tf.array(0, start), tf.array(-1, size));
  }

  private static Operand<TFloat64> joined(Ops tf, List<Operand<TFloat64>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }

  /** {@code [N, 1]}. */
  private static Operand<TFloat64> sum(Ops tf, Operand<TFloat64> values) {
    return tf.expandDims(tf.reduceSum(values, tf.constant(1)), tf.constant(1));
  }

  /** One of the parts. */
  private record Part(
      Ops tf,
      Optional<Norm> norm,
      Operand<TFloat64> values,
      Operand<TFloat64> weights,
      Optional<Operand<TFloat64>> reference) {
    Operand<TFloat64> terms() {
      Operand<TFloat64> products = tf.math.mul(weights, values);
      return norm.isEmpty()
          ? products
          : tf.math.divNoNan(products, norm.get().of(tf, values).length());
    }

    Operand<TFloat64> partial() {
      return norm.isEmpty()
          ? weights
          : tf.math.divNoNan(weights, norm.get().of(tf, values).length());
    }

    Operand<TFloat64> derivative() {
      if (norm.isEmpty()) {
        return weights;
      }
      Norm.Length at = norm.get().of(tf, values);
      return reference.isPresent()
          ? quotient(at, reference.get(), norm.get().of(tf, reference.get()))
          : tf.math.sub(
              tf.math.divNoNan(weights, at.length()),
              tf.math.mul(
                  sum(tf, terms()),
                  tf.math.divNoNan(at.pulled(), tf.math.mul(at.length(), at.length()))));
    }

    /**
     * The cosine is a product, of the weighted sum and of one over the length. Each factor's
     * difference counts with the mean of the other one; that of the length is a quotient of
     * differences of squares. Where one length is 0 so is its cosine, and the other one counts.
     */
    private Operand<TFloat64> quotient(Norm.Length at, Operand<TFloat64> from, Norm.Length start) {
      Operand<TFloat64> half = tf.constant(0.5);
      Operand<TFloat64> zero = tf.constant(0.0);
      Operand<TFloat64> one = tf.constant(1.0);
      Operand<TFloat64> inverses =
          tf.math.add(tf.math.divNoNan(one, at.length()), tf.math.divNoNan(one, start.length()));
      Operand<TFloat64> both = tf.math.mul(at.length(), start.length());
      Operand<TFloat64> meanInverse =
          tf.select(tf.math.greater(both, zero), tf.math.mul(inverses, half), inverses);
      Operand<TFloat64> sums =
          tf.math.mul(
              tf.math.add(
                  sum(tf, tf.math.mul(weights, values)), sum(tf, tf.math.mul(weights, from))),
              half);
      Operand<TFloat64> ofLength =
          tf.math.divNoNan(
              tf.math.add(at.pulled(), start.pulled()),
              tf.math.mul(both, tf.math.add(at.length(), start.length())));
      return tf.math.sub(tf.math.mul(weights, meanInverse), tf.math.mul(sums, ofLength));
    }
  }
}
