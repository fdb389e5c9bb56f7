package io.github.tfsaliency.gradient;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Value;
import java.util.List;
import java.util.Optional;

/** The structure of a gradient graph: one graph is built for each value and reused ever after. */
public final class ModifiedGradient extends Value {
  private static final long serialVersionUID = 1;

  /** What starts at the output. */
  public enum Seed {
    /** One at the target: what arrives at the input is a derivative. */
    ONE,
    /** The same, but where the score is divided by a length that is held constant: a cosine. */
    ONE_BY_LENGTH,
    /** The target's score. */
    SCORE,
    /** The target's score, less the score of the class that is fed as {@link #CONTRAST}. */
    CONTRAST
  }

  /** What the gradient is multiplied with, element by element. */
  public enum Factor {
    /** Nothing. */
    NONE,
    /** The input. */
    INPUT,
    /** The input less the reference. */
    DIFFERENCE_FROM_REFERENCE,
    /** The input; the layers' gradients are multiplied with their biases and added, as FullGrad. */
    INPUT_AND_BIASES
  }

  /** The number that says which class's score is subtracted; -1 for the largest of the others. */
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
   * @param overrides for each node the first that matches applies; none for the plain gradient
   * @return the structure
   */
  public static ModifiedGradient of(GradientOverride... overrides) {
    return of(Optional.empty(), overrides);
  }

  /**
   * A gradient with a rule at every activation function.
   *
   * @param activations the rule
   * @param overrides for each other node the first that matches applies
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
   * @param rules what each layer gets
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
   * @param newSeed what starts at the output
   * @return a new structure
   */
  public ModifiedGradient from(Seed newSeed) {
    return new ModifiedGradient(
        activations, overrides, layerRules, newSeed, factor, mapping, attention);
  }

  /**
   * The same, multiplied in the end.
   *
   * @param newFactor what with
   * @return a new structure
   */
  public ModifiedGradient times(Factor newFactor) {
    return new ModifiedGradient(
        activations, overrides, layerRules, seed, newFactor, mapping, attention);
  }

  /**
   * The plain gradient with respect to a layer's activations, made into one map.
   *
   * @param map which layer, and how the map is shown
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
   * The shares of all blocks of self-attention, made into one map.
   *
   * @param map what is made of them, and how it is shown
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
   * The same with respect to any tensors inside: no activation map, no map of attention, and of
   * FullGrad the term of the tensor itself.
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

  /** {@return what every activation function gets, of one op or of several} */
  public Optional<ActivationOverride> activations() {
    return activations;
  }

  /**
   * {@return the rules of other nodes, of which the first that matches applies; empty for the plain
   * gradient}
   */
  public ImmutableList<GradientOverride> overrides() {
    return ImmutableList.copyOf(overrides);
  }

  /** {@return what each layer gets, in place of overrides of single nodes} */
  public Optional<LayerRules> layerRules() {
    return layerRules;
  }

  /** {@return what starts at the output} */
  public Seed seed() {
    return seed;
  }

  /** {@return what the gradient is multiplied with in the end} */
  public Factor factor() {
    return factor;
  }

  /** {@return which layer's gradient becomes the map, in place of the inputs'} */
  public Optional<LayerMapping> mapping() {
    return mapping;
  }

  /** {@return how the shares of all blocks of self-attention become the map, in place of both} */
  public Optional<AttentionMapping> attention() {
    return attention;
  }

  /**
   * Whether it has no meaning for a target that depends on no attention.
   *
   * @return whether it maps the shares of attention, or the tokens that attention reads
   */
  public boolean isOfAttention() {
    return attention.isPresent()
        || mapping.map(layer -> layer.map().layer().attended()).orElse(false);
  }

  /**
   * Whether relevance goes through linear layers by rules, for which a layer and the BatchNorm
   * behind it are one.
   *
   * @return false for gradients, and for multipliers of differences
   */
  public boolean isOfRelevance() {
    return layerRules.filter(rules -> !rules.isPartial()).isPresent()
        && factor != Factor.DIFFERENCE_FROM_REFERENCE;
  }
}
