package io.github.tfsaliency.rule;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.NoMatchingNodeException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.layer.Layer;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the rule of each layer by an ordered list. The first entry applies that matches the layer
 * and whose rule supports the layer's kind.
 *
 * <p>Every list ends with the rules of layers without weights: sums and averages distribute in
 * proportion, activations pass relevance unchanged, and attention follows AttnLRP. Max pooling and
 * layers that only move values keep their own gradient.
 *
 * <pre>{@code
 * Composite.empty()
 *     .withRule(LayerSelector.first(), new WSquare())
 *     .withRule(LayerSelector.kind(LayerKind.CONVOLUTION), new Gamma(0.25))
 *     .withRule(LayerSelector.linear(), new Epsilon(1e-6))
 * }</pre>
 *
 * <p>An immutable value. The presets are those of Zennit 1.0 (Anders et al. 2021) and of
 * iNNvestigate (Alber et al. 2019), with their constants.
 *
 * @since 0.1.0
 */
public final class Composite extends Value implements LayerRules {
  private static final long serialVersionUID = 1;

  /** The epsilon of dense layers in {@link #presetA()} and {@link #presetB()}. */
  public static final double PRESET_EPSILON = 0.1;

  private static final LayerSelector CONVOLUTIONS = LayerSelector.kind(LayerKind.CONVOLUTION);
  private static final LayerSelector DENSE = LayerSelector.kind(LayerKind.DENSE);

  private static final ImmutableList<CompositeEntry> WITHOUT_WEIGHTS =
      withoutWeights(new BilinearProduct());

  private final List<CompositeEntry> entries;
  private final List<CompositeEntry> withoutWeights;

  private Composite(List<CompositeEntry> entries, List<CompositeEntry> withoutWeights) {
    this.entries = List.copyOf(entries);
    this.withoutWeights = List.copyOf(withoutWeights);
  }

  private static ImmutableList<CompositeEntry> withoutWeights(GradientRule ofProducts) {
    return ImmutableList.of(
        CompositeEntry.ofItsKinds(new Pass()),
        CompositeEntry.ofItsKinds(new Proportional()),
        CompositeEntry.ofItsKinds(ofProducts),
        CompositeEntry.ofItsKinds(new AttentionSoftmax()),
        CompositeEntry.keepingGradient(LayerKind.MAX_POOL, LayerKind.RESHAPE));
  }

  private static Composite preset(CompositeEntry... entries) {
    return new Composite(ImmutableList.copyOf(entries), WITHOUT_WEIGHTS);
  }

  /**
   * A list without rules for linear layers, to which entries are added.
   *
   * @return a composite with only the rules of layers without weights
   */
  public static Composite empty() {
    return preset();
  }

  /**
   * One rule for every convolution and dense layer.
   *
   * @param rule the rule
   * @return the composite
   */
  public static Composite uniform(GradientRule rule) {
    return preset(CompositeEntry.ofPreset(LayerSelector.linear(), rule));
  }

  /**
   * Convolutions by z+, dense layers by epsilon 1e-6.
   *
   * @return the composite
   */
  public static Composite epsilonPlus() {
    return preset(convolutions(new ZPlus()), dense(Epsilon.DEFAULT_EPSILON));
  }

  /**
   * As {@link #epsilonPlus()}, with the flat rule in the first layers.
   *
   * @return the composite
   */
  public static Composite epsilonPlusFlat() {
    return epsilonPlus().withFlatFirst();
  }

  /**
   * First convolutions by z-box, other convolutions by gamma 0.25, dense layers by epsilon 1e-6.
   *
   * @param box the bounds of the model's input, for example {@code ZBox.of(0, 1)}
   * @return the composite
   */
  public static Composite epsilonGammaBox(ZBox box) {
    return preset(
        CompositeEntry.ofPreset(LayerSelector.first().and(CONVOLUTIONS), box),
        convolutions(new Gamma(Gamma.DEFAULT_GAMMA)),
        dense(Epsilon.DEFAULT_EPSILON));
  }

  /**
   * Convolutions by alpha 2 and beta 1, dense layers by epsilon 1e-6.
   *
   * @return the composite
   */
  public static Composite epsilonAlpha2Beta1() {
    return preset(convolutions(new AlphaBeta(2, 1)), dense(Epsilon.DEFAULT_EPSILON));
  }

  /**
   * As {@link #epsilonAlpha2Beta1()}, with the flat rule in the first layers.
   *
   * @return the composite
   */
  public static Composite epsilonAlpha2Beta1Flat() {
    return epsilonAlpha2Beta1().withFlatFirst();
  }

  /**
   * Excitation backpropagation: z+ everywhere, and activations keep their own gradient.
   *
   * <p>Source: Zhang et al., <i>Top-down Neural Attention by Excitation Backprop</i>, ECCV 2016.
   *
   * @return the composite
   */
  public static Composite excitationBackprop() {
    return preset(
        CompositeEntry.keepingGradient(LayerKind.ACTIVATION),
        CompositeEntry.ofPreset(LayerSelector.linear(), new ZPlus()));
  }

  /**
   * iNNvestigate's preset A: convolutions by z+, dense layers by epsilon 0.1.
   *
   * @return the composite
   */
  public static Composite presetA() {
    return preset(convolutions(new ZPlus()), dense(PRESET_EPSILON));
  }

  /**
   * As {@link #presetA()}, with the flat rule in the first layers.
   *
   * @return the composite
   */
  public static Composite presetAFlat() {
    return presetA().withFlatFirst();
  }

  /**
   * iNNvestigate's preset B: convolutions by alpha 2 and beta 1, dense layers by epsilon 0.1.
   *
   * @return the composite
   */
  public static Composite presetB() {
    return preset(convolutions(new AlphaBeta(2, 1)), dense(PRESET_EPSILON));
  }

  /**
   * As {@link #presetB()}, with the flat rule in the first layers.
   *
   * @return the composite
   */
  public static Composite presetBFlat() {
    return presetB().withFlatFirst();
  }

  /**
   * Adds a rule after the existing ones.
   *
   * @param layers the layers; the model must have at least one of them
   * @param rule their rule
   * @return a new composite
   */
  public Composite withRule(LayerSelector layers, GradientRule rule) {
    return joined(entries.stream(), Stream.of(CompositeEntry.ofUser(layers, rule)));
  }

  /**
   * Adds a rule before the existing ones, so that it takes precedence.
   *
   * @param layers the layers; the model must have at least one of them
   * @param rule their rule
   * @return a new composite
   */
  public Composite withRuleFirst(LayerSelector layers, GradientRule rule) {
    return joined(Stream.of(CompositeEntry.ofUser(layers, rule)), entries.stream());
  }

  /**
   * Chooses how relevance is distributed at products of two tensors.
   *
   * @param products {@link Products#HALF} by default
   * @return a new composite
   */
  public Composite withProducts(Products products) {
    return new Composite(entries, withoutWeights(products.rule()));
  }

  private Composite withFlatFirst() {
    ImmutableList.Builder<CompositeEntry> all = ImmutableList.builder();
    all.add(CompositeEntry.ofPreset(LayerSelector.first(), new Flat()));
    return new Composite(all.addAll(entries).build(), withoutWeights);
  }

  private Composite joined(Stream<CompositeEntry> first, Stream<CompositeEntry> second) {
    return new Composite(Stream.concat(first, second).collect(toImmutableList()), withoutWeights);
  }

  private static CompositeEntry convolutions(GradientRule rule) {
    return CompositeEntry.ofPreset(CONVOLUTIONS, rule);
  }

  private static CompositeEntry dense(double epsilon) {
    return CompositeEntry.ofPreset(DENSE, new Epsilon(epsilon));
  }

  /**
   * The rules of the list, in order, without the rules of layers without weights.
   *
   * @return one rule for each entry, except entries that keep the layers' own gradient
   */
  public ImmutableList<GradientRule> rules() {
    return entries.stream().flatMap(entry -> entry.rule().stream()).collect(toImmutableList());
  }

  @Override
  public ImmutableMap<Layer, Choice> choose(ImmutableList<Layer> layers) {
    ImmutableList<CompositeEntry> all = all();
    for (CompositeEntry entry : all) {
      if (entry.required() && layers.stream().noneMatch(entry::chooses)) {
        throw new NoMatchingNodeException(
            Message.of(
                "The entry '%s' of the composite matches no layer that its rule supports. The"
                    + " linear layers are %s.\n"
                    + "Maybe look at the layers with tf-saliency inspect.",
                entry,
                Message.names(
                    layers.stream()
                        .filter(layer -> layer.kind().isLinear())
                        .map(Layer::name)
                        .toList())));
      }
    }
    ImmutableMap.Builder<Layer, Choice> chosen = ImmutableMap.builder();
    for (Layer layer : layers) {
      choice(layer, all).ifPresent(choice -> chosen.put(layer, choice));
    }
    return chosen.buildOrThrow();
  }

  private Optional<Choice> choice(Layer layer, ImmutableList<CompositeEntry> all) {
    for (int i = 0; i < all.size(); i++) {
      CompositeEntry entry = all.get(i);
      if (entry.chooses(layer)) {
        String slot = slot(i);
        return entry
            .rule()
            .map(rule -> new Choice(rule, slot, "as " + reason(entry.layers(), layer)));
      }
    }
    throw new UnsupportedModelException(
        Message.of(
            "The composite has no rule for %s.\n"
                + "Maybe add one with Composite.withRule(LayerSelector, GradientRule).",
            layer));
  }

  private static String reason(LayerSelector selector, Layer layer) {
    String kind = layer.kind().toString();
    String chosenBy = selector.toString();
    return chosenBy.contains(kind) ? kind : kind + ", " + chosenBy;
  }

  private ImmutableList<CompositeEntry> all() {
    return ImmutableList.<CompositeEntry>builder().addAll(entries).addAll(withoutWeights).build();
  }

  private static String slot(int index) {
    return "rule_" + index;
  }

  /** The list, without the rules of layers without weights. */
  @Override
  public String toString() {
    return entries.stream()
        .map(CompositeEntry::toString)
        .collect(Collectors.joining("; ", "[", "]"));
  }
}
