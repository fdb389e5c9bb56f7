package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.gradient.Batch;
import io.github.tfsaliency.gradient.GradientCall;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.LrpRule;
import io.github.tfsaliency.rule.WSquare;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Layer-wise relevance propagation: the target's score is handed down from layer to layer until it
 * has reached the input.
 *
 * <pre>R_i = sum over j of  (contribution of i to j) R_j / (all contributions to j)</pre>
 *
 * <p>What counts as a contribution is the business of the {@linkplain io.github.tfsaliency.rule
 * rules}, and which layer gets which rule that of the {@link Composite}. The map's {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap} says how much relevance was absorbed on
 * the way, by biases, stabilizers and softmax.
 *
 * <p>Cost: about 2 forward passes for epsilon, 3 for z+, 5 for alpha-beta. Does not show, unless
 * the first layer's rule is w^2 or flat, values near the encoding's zero: the rules of the first
 * layer multiply by the input. Nor that the network would decide otherwise without what it shows:
 * z+ converges to a map that hardly depends on the target (Sixt et al., <i>When Explanations
 * Lie</i>, 2020).
 *
 * <p>Source: Bach et al., <i>On Pixel-Wise Explanations for Non-Linear Classifier Decisions by
 * Layer-Wise Relevance Propagation</i>, PLOS ONE 2015; Montavon et al., <i>Layer-Wise Relevance
 * Propagation: An Overview</i>, 2019; for attention, Achtibat et al., <i>AttnLRP</i>, ICML 2024.
 */
public final class Lrp implements SinglePassMethod {
  private static final long BEST_OTHER = -1;

  private final Composite composite;
  private final String text;
  private final Seed seed;
  private final long contrast;
  private final Optional<Start> start;

  /** Relevance to begin with, a copy. */
  private record Start(Shape shape, ImmutableDoubleArray values) {}

  private Lrp(Composite composite, String text, Seed seed, long contrast, Optional<Start> start) {
    this.composite = composite;
    this.text = text;
    this.seed = seed;
    this.contrast = contrast;
    this.start = start;
  }

  /**
   * Propagation by a composite.
   *
   * @param composite which layer gets which rule
   * @return the method, starting with the target's score
   */
  public static Lrp of(Composite composite) {
    return of(
        composite,
        "composite=" + (composite.name().isEmpty() ? composite.toString() : composite.name()));
  }

  /**
   * Propagation by one rule for every convolution and dense layer.
   *
   * @param rule the rule
   * @return the method, starting with the target's score
   */
  public static Lrp of(LrpRule rule) {
    return of(Composite.uniform(rule), "rule=" + rule);
  }

  /**
   * LRP-epsilon in every convolution and dense layer.
   *
   * @param epsilon at least 0; 0 is LRP-0
   * @return the method
   * @throws IllegalArgumentException if {@code epsilon} is negative or not finite
   */
  public static Lrp epsilon(double epsilon) {
    return of(
        Composite.uniform(new Epsilon(epsilon)),
        "rule=epsilon,epsilon=" + SpecNumber.shortest(epsilon));
  }

  /**
   * LRP-gamma in every convolution and dense layer.
   *
   * @param gamma at least 0
   * @return the method
   * @throws IllegalArgumentException if {@code gamma} is negative or not finite
   */
  public static Lrp gamma(double gamma) {
    return of(
        Composite.uniform(new Gamma(gamma)), "rule=gamma,gamma=" + SpecNumber.shortest(gamma));
  }

  /**
   * LRP-z+ in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp zPlus() {
    return of(Composite.uniform(AlphaBeta.zPlus()), "rule=z-plus");
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
    return of(
        Composite.uniform(new AlphaBeta(alpha, beta)),
        "rule=alpha-beta,alpha="
            + SpecNumber.shortest(alpha)
            + ",beta="
            + SpecNumber.shortest(beta));
  }

  /**
   * LRP-w^2 in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp wSquare() {
    return of(Composite.uniform(new WSquare()), "rule=w-square");
  }

  /**
   * LRP-flat in every convolution and dense layer.
   *
   * @return the method
   */
  public static Lrp flat() {
    return of(Composite.uniform(new Flat()), "rule=flat");
  }

  private static Lrp of(Composite composite, String text) {
    return new Lrp(composite, text, Seed.SCORE, BEST_OTHER, Optional.empty());
  }

  /**
   * Starts with one at the target, in place of its score: maps of different samples become
   * comparable.
   *
   * @return a new method
   */
  public Lrp startingFromOne() {
    return new Lrp(composite, text, Seed.ONE, BEST_OTHER, Optional.empty());
  }

  /**
   * Starts with the target's score, and with the negative score of the best other class: what
   * speaks for the one rather than for the other.
   *
   * <p>Source: Gu, Yang, Tresp, <i>Understanding Individual Decisions of CNNs via Contrastive
   * Backpropagation</i>, ACCV 2018.
   *
   * @return a new method
   */
  public Lrp contrasted() {
    return new Lrp(composite, text, Seed.CONTRAST, BEST_OTHER, Optional.empty());
  }

  /**
   * Starts with the target's score, and with the negative score of another class.
   *
   * @param classIndex the other class, from 0
   * @return a new method
   * @throws IllegalArgumentException if {@code classIndex} is negative
   */
  public Lrp contrastedWith(long classIndex) {
    checkArgument(classIndex >= 0, "The class index (%s) must not be negative.", classIndex);
    return new Lrp(composite, text, Seed.CONTRAST, classIndex, Optional.empty());
  }

  /**
   * Starts with relevance of one's own at the output, whatever the target is.
   *
   * @param relevance of the shape of a sample's output, the same for all samples; copied
   * @return a new method; the score of its maps is the sum of relevance x output
   */
  public Lrp startingFrom(FloatNdArray relevance) {
    requireNonNull(relevance, "relevance");
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    relevance.scalars().forEach(value -> values.add(value.getFloat()));
    return new Lrp(
        composite,
        text,
        Seed.ONE,
        BEST_OTHER,
        Optional.of(new Start(relevance.shape(), values.build())));
  }

  @Override
  public String spec() {
    String from =
        switch (seed) {
          case ONE -> start.isPresent() ? ",start=relevance" : ",start=one";
          case CONTRAST ->
              ",start=contrast" + (contrast == BEST_OTHER ? "" : ",contrast=" + contrast);
          case SCORE -> "";
        };
    return "lrp:" + text + from;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(composite.structure()).from(seed);
  }

  @Override
  public ImmutableMap<String, Double> numbers() {
    ImmutableMap.Builder<String, Double> numbers = ImmutableMap.builder();
    numbers.putAll(composite.numbers());
    if (seed == Seed.CONTRAST) {
      numbers.put(ModifiedGradient.CONTRAST, (double) contrast);
    }
    return numbers.buildOrThrow();
  }

  @Override
  public GradientCall call(Batch batch, ResolvedTargets targets) {
    checkArgument(
        seed != Seed.CONTRAST || targets.weights().isEmpty(),
        "A contrast needs one class as each sample's target, not a mean over a mask.\n"
            + "Maybe explain the mean without contrast.");
    return new GradientCall(
        batch, start.map(own -> weights(own, targets)).orElse(targets), numbers());
  }

  private static ResolvedTargets weights(Start start, ResolvedTargets targets) {
    int samples = targets.sampleCount();
    int outputs = start.values().length();
    float[] weights = new float[samples * outputs];
    long[] none = new long[samples];
    Arrays.fill(none, Target.TOP);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) start.values().get(i % outputs);
    }
    return new ResolvedTargets(
        ImmutableLongArray.copyOf(none),
        Optional.of(
            NdArrays.wrap(Shape.of(samples, outputs), DataBuffers.of(weights, true, false))));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lrp that
        && that.composite.equals(composite)
        && that.seed == seed
        && that.contrast == contrast
        && that.start.equals(start);
  }

  @Override
  public int hashCode() {
    return Objects.hash(composite, seed, contrast, start);
  }

  @Override
  public String toString() {
    return spec();
  }
}
