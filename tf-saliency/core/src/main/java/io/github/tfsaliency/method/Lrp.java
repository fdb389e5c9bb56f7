package io.github.tfsaliency.method;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Products;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZPlus;

/**
 * Layer-wise relevance propagation (LRP): the target's score is distributed from layer to layer
 * until it reaches the input.
 *
 * <pre>R_i = sum over j of  (contribution of i to j) R_j / (all contributions to j)</pre>
 *
 * <p>The {@linkplain io.github.tfsaliency.rule rules} define the contributions, and the {@link
 * Composite} chooses the rule of each layer. The map's {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap} is the relevance that biases,
 * stabilizers and softmax have absorbed.
 *
 * <p>Cost: about 2 forward passes for epsilon, 3 for z+, 5 for alpha-beta. Does not show values
 * near the encoding's zero, unless the first layer has the rule w^2 or flat: all other rules
 * multiply by the input. Does not show that the network would decide differently without the
 * highlighted parts: z+ converges to a map that hardly depends on the target (Sixt et al., <i>When
 * Explanations Lie</i>, 2020).
 *
 * <p>Source: Bach et al., <i>On Pixel-Wise Explanations for Non-Linear Classifier Decisions by
 * Layer-Wise Relevance Propagation</i>, PLOS ONE 2015; Montavon et al., <i>Layer-Wise Relevance
 * Propagation: An Overview</i>, 2019; for attention, Achtibat et al., <i>AttnLRP</i>, ICML 2024.
 *
 * <p>Patents: LRP is covered by patents of the Fraunhofer-Gesellschaft and Technische Universität
 * Berlin, such as EP3271863B1 and US12061966B2. The libraries LXT and iNNvestigate, of LRP's
 * authors, say so. The licence of this library cannot grant rights to them. This is not legal
 * advice.
 *
 * @since 0.1.0
 */
public final class Lrp extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final Composite composite;
  private final RelevanceStart start;
  private final Products products;

  private Lrp(Composite composite, RelevanceStart start, Products products) {
    this.composite = requireNonNull(composite, "composite");
    this.start = requireNonNull(start, "start");
    this.products = requireNonNull(products, "products");
  }

  /**
   * Propagation by a composite.
   *
   * @param composite chooses the rule of each layer
   * @return the method, starting with the target's score
   */
  public static Lrp of(Composite composite) {
    return new Lrp(requireNonNull(composite, "composite"), RelevanceStart.score(), Products.HALF);
  }

  /**
   * Propagation by one rule for every convolution and dense layer.
   *
   * @param rule the rule
   * @return the method, starting with the target's score
   */
  public static Lrp of(GradientRule rule) {
    return of(Composite.uniform(rule));
  }

  /**
   * LRP-epsilon in every convolution and dense layer.
   *
   * @param epsilon at least 0; 0 is LRP-0
   * @return the method
   * @throws IllegalArgumentException if {@code epsilon} is negative or not finite
   */
  public static Lrp epsilon(double epsilon) {
    return of(new Epsilon(epsilon));
  }

  /**
   * LRP-gamma in every convolution and dense layer.
   *
   * @param gamma at least 0
   * @return the method
   * @throws IllegalArgumentException if {@code gamma} is negative or not finite
   */
  public static Lrp gamma(double gamma) {
    return of(new Gamma(gamma));
  }

  /**
   * LRP-z+ in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp zPlus() {
    return of(new ZPlus());
  }

  /**
   * LRP-alpha-beta in every convolution and dense layer.
   *
   * @param alpha the weight of positive contributions
   * @param beta the weight of negative ones, {@code alpha - 1}
   * @return the method
   * @throws IllegalArgumentException if {@code alpha - beta} is not 1 or {@code beta} is negative
   */
  public static Lrp alphaBeta(double alpha, double beta) {
    return of(AlphaBeta.of(alpha, beta));
  }

  /**
   * LRP-w^2 in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp wSquare() {
    return of(new WSquare());
  }

  /**
   * LRP-flat in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp flat() {
    return of(new Flat());
  }

  /**
   * Chooses the relevance at the output.
   *
   * @param newStart {@link RelevanceStart#score()} by default
   * @return a new method
   */
  public Lrp withStart(RelevanceStart newStart) {
    return new Lrp(composite, requireNonNull(newStart, "start"), products);
  }

  /**
   * Chooses how relevance is distributed at products of two tensors, such as those with the gates
   * of an LSTM.
   *
   * @param newProducts {@link Products#HALF} by default
   * @return a new method
   */
  public Lrp withProducts(Products newProducts) {
    return new Lrp(composite, start, requireNonNull(newProducts, "products"));
  }

  /**
   * How relevance is distributed at products of two tensors.
   *
   * @return {@link Products#HALF} by default
   */
  public Products products() {
    return products;
  }

  /**
   * The rules of the layers.
   *
   * @return the composite
   */
  public Composite composite() {
    return composite;
  }

  /**
   * The relevance at the output.
   *
   * @return {@link RelevanceStart#score()} by default
   */
  public RelevanceStart start() {
    return start;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(
            products == Products.HALF ? composite : composite.withProducts(products))
        .from(start.seed());
  }

  @Override
  public ImmutableMap<String, Double> numbers() {
    return start.seed() == Seed.CONTRAST
        ? ImmutableMap.of(ModifiedGradient.CONTRAST, start.fedContrast())
        : ImmutableMap.of();
  }

  @Override
  public GradientCall call(Batch batch, ResolvedTargets targets) {
    return GradientCall.of(batch, start.applyTo(targets)).withNumbers(numbers());
  }
}
