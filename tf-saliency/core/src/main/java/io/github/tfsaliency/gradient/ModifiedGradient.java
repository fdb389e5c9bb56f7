package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Value;
import java.util.List;
import java.util.Optional;

/**
 * The structure of a gradient graph. One graph is built for each value and then reused.
 *
 * @since 0.1.0
 */
public final class ModifiedGradient extends Value {
  private static final long serialVersionUID = 1;

  /** The gradient at the output. */
  public enum Seed {
    /** One at the target: the result is a derivative. */
    ONE,
    /**
     * One at the target, for a cosine: its score is divided by a length, which is held constant.
     */
    ONE_BY_LENGTH,
    /** The target's score. */
    SCORE,
    /** The target's score, minus the score of the class that is fed as {@link #CONTRAST}. */
    CONTRAST
  }

  /** The factor of the final gradient, element by element. */
  public enum Factor {
    /** Nothing. */
    NONE,
    /** The input. */
    INPUT,
    /** The input minus the reference. */
    DIFFERENCE_FROM_REFERENCE,
    /**
     * The input; the layers' gradients are multiplied by their biases and added, as in FullGrad.
     */
    INPUT_AND_BIASES
  }

  /**
   * The name of the fed number with the class whose score is subtracted; -1 means the best other
   * class.
   */
  public static final String CONTRAST = "contrast";

  private final Optional<ActivationOverride> activations;
  private final List<GradientOverride> overrides;
  private final Optional<LayerRules> layerRules;
  private final Seed seed;
  private final Factor factor;
  private final Optional<LayerMapping> mapping;
  private final Optional<AttentionMapping> attention;

  private ModifiedGradient(
      Optional<ActivationOverride> activations,
      List<GradientOverride> overrides,
      Optional<LayerRules> layerRules,
      Seed seed,
      Factor factor,
      Optional<LayerMapping> mapping,
      Optional<AttentionMapping> attention) {
    this.activations = requireNonNull(activations, "activations");
    this.overrides = List.copyOf(overrides);
    this.layerRules = requireNonNull(layerRules, "layerRules");
    this.seed = requireNonNull(seed, "seed");
    this.factor = requireNonNull(factor, "factor");
    this.mapping = requireNonNull(mapping, "mapping");
    this.attention = requireNonNull(attention, "attention");
  }

  /**
   * A gradient with rules at single nodes.
   *
   * @param overrides the rules; the first one that matches a node applies; none for the plain
   *     gradient
   * @return the structure
   */
  public static ModifiedGradient of(GradientOverride... overrides) {
    return of(Optional.empty(), overrides);
  }

  /**
   * A gradient with a rule at every activation function.
   *
   * @param activations the rule
   * @param overrides the rules of other nodes; the first one that matches a node applies
   * @return the structure
   */
  public static ModifiedGradient of(ActivationOverride activations, GradientOverride... overrides) {
    return of(Optional.of(activations), overrides);
  }

  private static ModifiedGradient of(
      Optional<ActivationOverride> activations, GradientOverride... overrides) {
    return new ModifiedGradient(
        activations,
        ImmutableList.copyOf(overrides),
        Optional.empty(),
        Seed.ONE,
        Factor.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A gradient with rules at layers.
   *
   * @param rules the rules of the layers
   * @return the structure, which starts with the score
   */
  public static ModifiedGradient of(LayerRules rules) {
    return new ModifiedGradient(
        Optional.empty(),
        ImmutableList.of(),
        Optional.of(rules),
        Seed.SCORE,
        Factor.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The same with another start.
   *
   * @param newSeed the gradient at the output
   * @return a new structure
   */
  public ModifiedGradient from(Seed newSeed) {
    return new ModifiedGradient(
        activations, overrides, layerRules, newSeed, factor, mapping, attention);
  }

  /**
   * The same with another factor.
   *
   * @param newFactor the factor of the final gradient
   * @return a new structure
   */
  public ModifiedGradient times(Factor newFactor) {
    return new ModifiedGradient(
        activations, overrides, layerRules, seed, newFactor, mapping, attention);
  }

  /**
   * The plain gradient with respect to a layer's activations, combined into one map.
   *
   * @param map the layer and the form of the map
   * @param weighting how the channels are weighted
   * @return a new structure
   */
  public ModifiedGradient at(ActivationMap map, ChannelWeighting weighting) {
    return new ModifiedGradient(
        activations,
        overrides,
        layerRules,
        seed,
        factor,
        Optional.of(new LayerMapping(map, weighting)),
        Optional.empty());
  }

  /**
   * The attention weights of all blocks of self-attention, combined into one map.
   *
   * @param map how they are combined, and the form of the map
   * @return a new structure
   */
  public static ModifiedGradient ofAttention(AttentionMapping map) {
    return new ModifiedGradient(
        Optional.empty(),
        ImmutableList.of(),
        Optional.empty(),
        Seed.ONE,
        Factor.NONE,
        Optional.empty(),
        Optional.of(map));
  }

  /**
   * The same with respect to inner tensors: without an activation map or a map of attention. Of
   * FullGrad only the tensor's own term remains.
   *
   * @return a structure of the same rules and the same start
   */
  public ModifiedGradient ofTensorsThemselves() {
    return new ModifiedGradient(
        activations,
        overrides,
        layerRules,
        seed,
        factor == Factor.INPUT_AND_BIASES ? Factor.INPUT : factor,
        Optional.empty(),
        Optional.empty());
  }

  /** {@return the rule of every activation function, of one op or of several} */
  public Optional<ActivationOverride> activations() {
    return activations;
  }

  /**
   * {@return the rules of other nodes; the first one that matches a node applies; empty for the
   * plain gradient}
   */
  public ImmutableList<GradientOverride> overrides() {
    return ImmutableList.copyOf(overrides);
  }

  /** {@return the rules of layers, instead of overrides of single nodes} */
  public Optional<LayerRules> layerRules() {
    return layerRules;
  }

  /** {@return the gradient at the output} */
  public Seed seed() {
    return seed;
  }

  /** {@return the factor of the final gradient} */
  public Factor factor() {
    return factor;
  }

  /** {@return the layer whose gradient becomes the map, instead of the inputs' gradient} */
  public Optional<LayerMapping> mapping() {
    return mapping;
  }

  /** {@return how the attention weights of all blocks become the map, instead of any gradient} */
  public Optional<AttentionMapping> attention() {
    return attention;
  }

  /**
   * Whether the gradient is meaningless for a target that does not depend on attention.
   *
   * @return whether it maps attention weights, or the tokens that attention reads
   */
  public boolean isOfAttention() {
    return attention.isPresent()
        || mapping.map(layer -> layer.map().layer().attended()).orElse(false);
  }

  /**
   * Whether relevance passes linear layers by rules. These rules treat a layer and the BatchNorm
   * after it as one layer.
   *
   * @return false for gradients, and for multipliers of differences
   */
  public boolean isOfRelevance() {
    return layerRules.filter(rules -> !rules.isPartial()).isPresent()
        && factor != Factor.DIFFERENCE_FROM_REFERENCE;
  }
}
