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
 * Tests whether a map depends on what the model has learned. The test measures the similarity
 * between the map and the map of the same model with random weights. If the map stays similar, it
 * shows something else, such as edges.
 *
 * <p>The cascading test randomizes the layers from the output to the input, each together with all
 * layers above it. The independent test randomizes one layer at a time. Weights are shuffled over
 * all axes, and each is checked to have changed ({@link Model#randomized}). Cost: for each layer
 * the weights are restored once and one map is computed.
 *
 * <p>Source: Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim, <i>Sanity Checks for Saliency
 * Maps</i>, NeurIPS 2018, section 3. The test does not show that a map is right: a random map
 * passes it.
 *
 * @since 0.1.0
 */
public final class ParameterRandomization extends Value {
  private static final long serialVersionUID = 1;

  /**
   * A step of the test.
   *
   * @param layer the layer that was randomized last, or alone
   * @param similarity between this map and the map of the trained model
   */
  public record Step(String layer, MapSimilarity similarity) implements Serializable {}

  private final boolean cumulative;
  private final long seed;

  private ParameterRandomization(boolean cumulative, long seed) {
    this.cumulative = cumulative;
    this.seed = seed;
  }

  /**
   * Randomizes the layers from the output to the input, each together with all layers above it.
   *
   * @return the test
   */
  public static ParameterRandomization cascading() {
    return new ParameterRandomization(true, 1);
  }

  /**
   * Randomizes each layer alone.
   *
   * @return the test
   */
  public static ParameterRandomization independent() {
    return new ParameterRandomization(false, 1);
  }

  /**
   * Chooses the seed.
   *
   * @param newSeed equal seeds give equal weights; 1 by default
   * @return a new test
   */
  public ParameterRandomization withSeed(long newSeed) {
    return new ParameterRandomization(cumulative, newSeed);
  }

  /**
   * Compares the map of an input at every layer with weights.
   *
   * @param saliency an explanation with a method; its target is resolved once, on the trained model
   * @param input one sample without the batch dimension
   * @return from the output to the input
   * @throws IllegalStateException if no method was chosen, or the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link
   *     Saliency#compute(FloatNdArray)}, or if a weight did not change
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
