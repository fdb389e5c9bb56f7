package io.github.tfsaliency;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.metric.MapSimilarity;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Does a map depend on what the model has learned? Its similarity with the map of the same model
 * with random weights; a map that stays alike shows something else, such as edges.
 *
 * <p>Cascading, the layers are randomized from the output on, each together with all above it;
 * independent, one by one. Weights are shuffled over all axes, and each is proved to have changed
 * ({@link Model#randomized}). Cost: for each layer the weights are restored once more, and one map.
 *
 * <p>Source: Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim, <i>Sanity Checks for Saliency
 * Maps</i>, NeurIPS 2018, section 3. Does not show that a map is right: one that is random passes.
 */
public final class ParameterRandomization extends Value {
  private static final long serialVersionUID = 1;

  /**
   * A step.
   *
   * @param layer the layer that was randomized last, or alone
   * @param similarity of the map with that of the trained model
   */
  public record Step(String layer, MapSimilarity similarity) implements Serializable {}

  private final boolean cumulative;
  private final long seed;

  private ParameterRandomization(boolean cumulative, long seed) {
    this.cumulative = cumulative;
    this.seed = seed;
  }

  /**
   * From the output on, each layer together with all above it.
   *
   * @return the test
   */
  public static ParameterRandomization cascading() {
    return new ParameterRandomization(true, 1);
  }

  /**
   * Each layer alone.
   *
   * @return the test
   */
  public static ParameterRandomization independent() {
    return new ParameterRandomization(false, 1);
  }

  /**
   * Chooses the seed.
   *
   * @param newSeed equal seeds shuffle alike; 1 by default
   * @return a new test
   */
  public ParameterRandomization withSeed(long newSeed) {
    return new ParameterRandomization(cumulative, newSeed);
  }

  /**
   * Compares the map of an input at every layer with weights.
   *
   * @param saliency with a method; the target is that of the trained model throughout
   * @param input one sample without the batch dimension
   * @return from the output to the input
   * @throws IllegalStateException if no method was chosen, or the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link
   *     Saliency#compute(FloatNdArray)}, or if a weight is as before
   */
  public ImmutableList<Step> of(Saliency saliency, FloatNdArray input) {
    return of(
        saliency,
        input,
        TargetReader.model(saliency.explained(), saliency.target()).weightedLayers());
  }

  /**
   * Compares the map of an input at some layers.
   *
   * @param saliency as {@link #of(Saliency, FloatNdArray)}
   * @param input one sample without the batch dimension
   * @param layers names among {@link Model#weightedLayers()}, in execution order
   * @return from the output to the input
   * @throws IllegalArgumentException if there is no such layer
   */
  public ImmutableList<Step> of(Saliency saliency, FloatNdArray input, List<String> layers) {
    Attribution trained = saliency.compute(input);
    Target fixed = trained.target() < 0 ? saliency.target() : Target.classIndex(trained.target());
    List<String> randomized = new ArrayList<>();
    ImmutableList.Builder<Step> steps = ImmutableList.builder();
    for (String layer : Lists.reverse(layers)) {
      if (!cumulative) {
        randomized.clear();
      }
      randomized.add(layer);
      try (Model random = saliency.explained().randomized(randomized, seed)) {
        Attribution map = saliency.of(random, fixed).compute(input);
        steps.add(new Step(layer, MapSimilarity.of(trained, map)));
      }
    }
    return steps.build();
  }
}
