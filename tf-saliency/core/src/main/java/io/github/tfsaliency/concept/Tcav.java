package io.github.tfsaliency.concept;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Tests whether a class depends on a concept.
 *
 * <pre>
 *   S = the fraction of the inputs x with g(x) v &gt; 0
 *   g(x) = the sum over positions of the derivative of the class's score at the layer,
 *          so that g(x) v is the derivative along v added at every position
 *   P = (1 + the number of random concepts as far from 1/2 as S) / (1 + their number)
 * </pre>
 *
 * <p>A random concept counts as at least as far as S if its own fraction is as far from 1/2, or
 * farther. Fractions are coarse: if the score is nearly linear after the layer, most random
 * concepts have the fraction 0 or 1. So among equal distances the magnitude of the mean of g(x) v
 * over the inputs decides. P counts both directions. If the labels of the examples are meaningless,
 * P is at most p with a probability of at most p, for any model, because all splits are equivalent
 * then. The smallest P of 50 random concepts is 1/51.
 *
 * <p>Sources: Kim et al., <i>Interpretability Beyond Feature Attribution</i>, ICML 2018, <a
 * href="https://arxiv.org/abs/1711.11279">arXiv:1711.11279</a>, sections 3.3 to 3.5, for the score
 * and random concepts; their t-test compares means of many trainings, and calls nearly every single
 * vector significant. P is the probability of a permutation test: Phipson and Smyth, <i>Permutation
 * P-values Should Never Be Zero</i>, 2010, <a
 * href="https://doi.org/10.2202/1544-6115.1585">doi:10.2202/1544-6115.1585</a>, equation 2. This
 * library defines the order among equal scores.
 *
 * <p>Does not show how much the class depends on the concept: S counts signs. Random concepts are
 * splits of the same examples, so they often contain a part of the concept itself. Then P is not
 * small although S is 1.
 *
 * @since 0.1.0
 */
public final class Tcav extends Value {
  private static final long serialVersionUID = 1;

  private final String layer;

  /** Of the concept and the random ones, {@code [1 + R, C]} in a row. */
  private final float[] vectors;

  /** For how many inputs the derivative along each vector is positive. */
  private final ImmutableLongArray positives;

  /** Of the derivatives along each vector. */
  private final ImmutableDoubleArray sums;

  private final long inputs;

  /** Whether any derivative was not 0. */
  private final boolean depends;

  private Tcav(
      String layer,
      float[] vectors,
      ImmutableLongArray positives,
      ImmutableDoubleArray sums,
      long inputs,
      boolean depends) {
    checkArgument(
        positives.length() > 1
            && sums.length() == positives.length()
            && vectors.length >= positives.length()
            && vectors.length % positives.length() == 0,
        "The counts of a concept do not fit its vectors.");
    checkArgument(
        inputs >= 0 && positives.stream().allMatch(count -> count >= 0 && count <= inputs),
        "The counts of a concept do not fit its inputs.");
    this.layer = requireNonNull(layer, "layer");
    this.vectors = requireNonNull(vectors, "vectors");
    this.positives = positives;
    this.sums = sums;
    this.inputs = inputs;
    this.depends = depends;
  }

  static Tcav of(String layer, float[] vectors, int channels) {
    int count = vectors.length / channels;
    return new Tcav(
        layer,
        vectors,
        ImmutableLongArray.copyOf(new long[count]),
        ImmutableDoubleArray.copyOf(new double[count]),
        0,
        false);
  }

  /**
   * Adds inputs.
   *
   * @param derivatives {@code [N, C]}, finite: how fast the score of each input grows if a channel
   *     is raised equally at all positions; {@code Saliency.layerDerivatives} computes them
   * @return the same test with more inputs
   * @throws IllegalArgumentException if the number of channels differs from the vector's, or a
   *     value is not finite
   */
  public Tcav plus(FloatNdArray derivatives) {
    requireNonNull(derivatives, "derivatives");
    int channels = vectors.length / positives.length();
    checkArgument(
        derivatives.rank() == 2 && derivatives.shape().get(1) == channels,
        "The derivatives have the shape %s, but must be [N, %s], because the concept has that many"
            + " channels.",
        derivatives.shape(),
        channels);
    float[] values = new float[Math.toIntExact(derivatives.size())];
    derivatives.copyTo(DataBuffers.of(values, false, false));
    long[] newPositives = positives.toArray();
    double[] newSums = sums.toArray();
    boolean newDepends = depends;
    for (float value : values) {
      checkArgument(Float.isFinite(value), "A derivative is %s, but must be finite.", value);
      newDepends |= value != 0;
    }
    for (int start = 0; start < values.length; start += channels) {
      for (int i = 0; i < newSums.length; i++) {
        double along = 0;
        for (int channel = 0; channel < channels; channel++) {
          along += (double) vectors[i * channels + channel] * values[start + channel];
        }
        newPositives[i] += along > 0 ? 1 : 0;
        newSums[i] += along;
      }
    }
    return new Tcav(
        layer,
        vectors,
        ImmutableLongArray.copyOf(newPositives),
        ImmutableDoubleArray.copyOf(newSums),
        inputs + derivatives.shape().get(0),
        newDepends);
  }

  /** {@return the number of inputs that were added} */
  public long inputs() {
    return inputs;
  }

  /**
   * The fraction of the inputs for which the score grows along the concept.
   *
   * @return S, from 0 to 1
   * @throws IllegalStateException if no input was added
   * @throws SaliencyException if all derivatives of all inputs are 0: then the score does not
   *     depend on the layer
   */
  public double score() {
    requireAnswer();
    return share(0);
  }

  /**
   * The fractions of the random concepts.
   *
   * @return the fractions, in the order in which the concepts were drawn
   * @throws IllegalStateException as {@link #score}
   * @throws SaliencyException as {@link #score}
   */
  public ImmutableDoubleArray randomScores() {
    requireAnswer();
    ImmutableDoubleArray.Builder scores = ImmutableDoubleArray.builder();
    for (int i = 1; i < positives.length(); i++) {
      scores.add(share(i));
    }
    return scores.build();
  }

  /**
   * The probability of a score as far from 1/2 if the labels of the examples are meaningless.
   *
   * @return P, above 0 and at most 1
   * @throws IllegalStateException as {@link #score}
   * @throws SaliencyException as {@link #score}
   */
  public double p() {
    requireAnswer();
    int asFar = 0;
    for (int i = 1; i < positives.length(); i++) {
      long farther = distance(i) - distance(0);
      boolean counts =
          farther > 0 || (farther == 0 && Math.abs(sums.get(i)) >= Math.abs(sums.get(0)));
      asFar += counts ? 1 : 0;
    }
    return (1.0 + asFar) / positives.length();
  }

  /**
   * The probabilities of several classes, corrected for their number: Holm, <i>A Simple
   * Sequentially Rejective Multiple Test Procedure</i>, 1979.
   *
   * @param classes one test for each class
   * @return P of each class, in the same order; unchanged for a single class
   * @throws IllegalStateException as {@link #score}
   * @throws SaliencyException as {@link #score}
   */
  public static ImmutableDoubleArray corrected(List<Tcav> classes) {
    double[] all = requireNonNull(classes, "classes").stream().mapToDouble(Tcav::p).toArray();
    List<Integer> ascending = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      ascending.add(i);
    }
    ascending.sort(Comparator.comparingDouble(i -> all[i]));
    double[] corrected = new double[all.length];
    double largest = 0;
    for (int rank = 0; rank < all.length; rank++) {
      int at = ascending.get(rank);
      largest = Math.max(largest, Math.min(1, (all.length - rank) * all[at]));
      corrected[at] = largest;
    }
    return ImmutableDoubleArray.copyOf(corrected);
  }

  private double share(int vector) {
    return (double) positives.get(vector) / inputs;
  }

  /** Twice the number of inputs, as the share's distance from 1/2. */
  private long distance(int vector) {
    return Math.abs(2 * positives.get(vector) - inputs);
  }

  private void requireAnswer() {
    checkState(inputs > 0, "No input was added to the test.\nMaybe call plus(derivatives) first.");
    if (!depends) {
      throw new SaliencyException(
          Message.of(
              "The score does not change with the layer '%s' at any of %s inputs: all derivatives"
                  + " are 0 there.\nMaybe choose another layer, or other inputs.",
              layer, inputs));
    }
  }

  @Override
  public String toString() {
    return Message.of(
        "a concept at the layer '%s', tested over %s inputs against %s random ones",
        layer, inputs, positives.length() - 1);
  }
}
