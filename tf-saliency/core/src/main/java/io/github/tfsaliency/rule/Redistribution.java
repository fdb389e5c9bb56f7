package io.github.tfsaliency.rule;

import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.gradient.LinearMap;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.WeightPart;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * The common part of all rules of linear layers: the relevance of each output is distributed over
 * the terms of a sum, in proportion.
 *
 * <pre>R_i = sum over j of  term_ij R_j / s(sum over i of term_ij + bias_j)</pre>
 *
 * <p>A rule chooses the terms, {@code values x weights}, and the bias. s is the {@linkplain
 * Stabilizer stabilizer}. Source: Bach et al. 2015, equations 52 to 60, in the form of Anders et
 * al., <i>Software for Dataset-wide XAI</i>, 2021.
 *
 * <pre>{@code
 * Redistribution.of(node).plus(node.input(), linear.weights()).share(node.upstreamGradient())
 * }</pre>
 *
 * <p>Immutable: every step returns a new redistribution.
 *
 * @param <T> the type in which relevance is computed
 * @since 0.1.0
 */
public final class Redistribution<T extends TNumber> {
  /**
   * One product of the sum.
   *
   * @param values of the shape of the layer's input
   * @param weights of the shape of its weights
   * @param factor what the transposed product is multiplied with; empty for one
   * @param subtracted whether the product is subtracted; never the first
   */
  private record Term<T extends TNumber>(
      Operand<T> values, Operand<T> weights, Optional<Operand<T>> factor, boolean subtracted) {}

  private final Ops tf;
  private final LinearMap<T> linear;
  private final ImmutableList<Term<T>> terms;
  private final Optional<Operand<T>> bias;
  private final Stabilizer stabilizer;

  private Redistribution(
      Ops tf,
      LinearMap<T> linear,
      ImmutableList<Term<T>> terms,
      Optional<Operand<T>> bias,
      Stabilizer stabilizer) {
    this.tf = tf;
    this.linear = linear;
    this.terms = terms;
    this.bias = bias;
    this.stabilizer = stabilizer;
  }

  /**
   * A sum without terms.
   *
   * @param node a linear layer
   * @param <T> the type in which relevance is computed
   * @return a redistribution without terms; add at least one
   * @throws IllegalStateException if the node is not a linear layer
   */
  public static <T extends TNumber> Redistribution<T> of(MarkedNode<T> node) {
    return new Redistribution<>(
        node.tf(), node.linear(), ImmutableList.of(), Optional.empty(), Stabilizer.DEFAULT);
  }

  /**
   * Terms with different weights for positive and negative inputs. Negative inputs are left out if
   * the input is known to be non-negative.
   *
   * @param node a linear layer
   * @param ofPositive the weights of positive inputs
   * @param ofNegative the weights of negative inputs
   * @param <T> the type in which relevance is computed
   * @return a redistribution of one or two terms
   * @throws IllegalStateException if the node is not a linear layer
   */
  public static <T extends TNumber> Redistribution<T> bySign(
      MarkedNode<T> node, Operand<T> ofPositive, Supplier<Operand<T>> ofNegative) {
    requireNonNull(ofPositive, "ofPositive");
    requireNonNull(ofNegative, "ofNegative");
    if (node.linear().hasNonNegativeInput()) {
      return of(node).plus(node.input(), ofPositive);
    }
    Parts<T> x = new Parts<>(node.tf(), node.input());
    return of(node).plus(x.positive(), ofPositive).plus(x.negative(), ofNegative.get());
  }

  /**
   * Adds {@code values x weights}.
   *
   * @param values in the shape of the layer's input
   * @param weights in the shape of the layer's weights
   * @return a new redistribution
   */
  public Redistribution<T> plus(Operand<T> values, Operand<T> weights) {
    return with(new Term<>(values, weights, Optional.of(values), false));
  }

  /**
   * Subtracts {@code values x weights}; must not be the first term.
   *
   * @param values in the shape of the layer's input
   * @param weights in the shape of the layer's weights
   * @return a new redistribution
   */
  public Redistribution<T> minus(Operand<T> values, Operand<T> weights) {
    return with(new Term<>(values, weights, Optional.of(values), true));
  }

  /**
   * Adds {@code weights} for every input; padding gets no share.
   *
   * @param ones ones in the shape of the layer's input
   * @param weights in the shape of the layer's weights
   * @return a new redistribution
   */
  public Redistribution<T> plusOnes(Operand<T> ones, Operand<T> weights) {
    return with(new Term<>(ones, weights, Optional.empty(), false));
  }

  /**
   * Adds a bias, which absorbs its share.
   *
   * @param summand the bias, in the shape of the layer's bias; empty for none
   * @return a new redistribution
   */
  public Redistribution<T> withBias(Optional<Operand<T>> summand) {
    return new Redistribution<>(tf, linear, terms, summand, stabilizer);
  }

  /**
   * Declares that all terms have the same sign, so that the sign of each sum need not be computed.
   *
   * @param sign the sign of all terms
   * @return a new redistribution
   */
  public Redistribution<T> withSign(WeightPart sign) {
    return new Redistribution<>(tf, linear, terms, bias, Stabilizer.ofSign(sign));
  }

  private Redistribution<T> with(Term<T> term) {
    return new Redistribution<>(
        tf,
        linear,
        ImmutableList.<Term<T>>builder().addAll(terms).add(term).build(),
        bias,
        stabilizer);
  }

  /**
   * The relevance of the layer's input.
   *
   * @param relevance the relevance of the output, in its shape
   * @return the relevance of the input, in its shape
   */
  public Operand<T> share(Operand<T> relevance) {
    Operand<T> ratio = ratio(relevance);
    return sum(term -> multiplied(term, linear.transposed(ratio, term.weights())));
  }

  /**
   * The relevance of the input, less the one by another redistribution, which has other weights for
   * the same values. Multiplies by the values once.
   *
   * @param total the sum of both denominators, where it has the sign of this one or no relevance
   *     arrives; empty if this denominator has to be computed
   */
  Operand<T> shareLess(
      Operand<T> relevance,
      Redistribution<T> other,
      Operand<T> relevanceOfOther,
      Optional<Operand<T>> total) {
    Operand<T> denominatorOfOther = other.denominator();
    Operand<T> ratioOfOther = tf.math.div(relevanceOfOther, denominatorOfOther);
    // Of the same sign as this denominator, the sum loses nothing in the difference.
    Operand<T> ratio =
        total.isPresent()
            ? tf.math.divNoNan(relevance, tf.math.sub(total.get(), denominatorOfOther))
            : ratio(relevance);
    return sum(
        term -> {
          Operand<T> weightsOfOther = other.terms.get(terms.indexOf(term)).weights();
          return multiplied(
              term,
              tf.math.sub(
                  linear.transposed(ratio, term.weights()),
                  linear.transposed(ratioOfOther, weightsOfOther)));
        });
  }

  private Operand<T> ratio(Operand<T> relevance) {
    return tf.math.div(relevance, denominator());
  }

  /** s(sum of the terms + bias). */
  private Operand<T> denominator() {
    Operand<T> sum = sum(term -> linear.apply(term.values(), term.weights()));
    return stabilizer.applyToSum(tf, sum, bias);
  }

  private Operand<T> multiplied(Term<T> term, Operand<T> product) {
    return term.factor().isPresent() ? tf.math.mul(term.factor().get(), product) : product;
  }

  private Operand<T> sum(Function<Term<T>, Operand<T>> summand) {
    checkState(!terms.isEmpty(), "The sum has no terms: add one with plus(values, weights).");
    Operand<T> sum = summand.apply(terms.get(0));
    for (Term<T> term : terms.subList(1, terms.size())) {
      Operand<T> next = summand.apply(term);
      sum = term.subtracted() ? tf.math.sub(sum, next) : tf.math.add(sum, next);
    }
    return sum;
  }
}
