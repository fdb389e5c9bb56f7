package io.github.tfsaliency;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.gradient.GradientResult;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.OverrideChoice;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.AttributionMethod;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Explains a model's decisions: which method, which target, which input.
 *
 * <p>An immutable value: every step returns a new one, so one may be shared between threads and
 * forked in the middle of a chain.
 */
public final class Saliency {
  private final Model model;
  private final @Nullable AttributionMethod method;
  private final Target target;

  private Saliency(Model model, @Nullable AttributionMethod method, Target target) {
    this.model = model;
    this.method = method;
    this.target = target;
  }

  /**
   * Starts an explanation.
   *
   * @param model the model; closed by its owner, not by this value
   * @return an explanation of the top class, still without a method
   */
  public static Saliency of(Model model) {
    return new Saliency(requireNonNull(model, "model"), null, Target.top());
  }

  /**
   * Chooses the method.
   *
   * @param newMethod for example {@code new Gradient()} or {@code RectifiedGradient.percentile(98)}
   * @return a new explanation
   */
  public Saliency method(AttributionMethod newMethod) {
    return new Saliency(model, newMethod, target);
  }

  /**
   * Chooses what is explained.
   *
   * @param newTarget the target, {@link Target#top()} by default
   * @return a new explanation
   */
  public Saliency target(Target newTarget) {
    return new Saliency(model, method, newTarget);
  }

  /**
   * Says which layers' gradients the method overrides, and why, without computing anything.
   *
   * @return every layer in execution order
   * @throws IllegalStateException if no method was chosen, or one of several passes
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs
   */
  public ImmutableList<LayerRule> rules() {
    ModifiedGradient gradient = singlePass();
    return Descriptions.rules(
        model.layers(),
        OverrideChoice.of(model.graph().nodes().values(), gradient.overrides()),
        !gradient.overrides().isEmpty());
  }

  private ModifiedGradient singlePass() {
    AttributionMethod chosen = chosenMethod();
    return chosen
        .singlePass()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    String.format(
                        "The method '%s' takes several passes, so there is no one graph to show.\n"
                            + "Maybe show the method that it repeats.",
                        chosen.spec())));
  }

  private AttributionMethod chosenMethod() {
    checkState(
        method != null,
        "No method was chosen.\nMaybe Saliency.of(model).method(new Gradient()).compute(input).");
    return method;
  }

  /**
   * Computes the map of an input in the model's own units.
   *
   * @param input {@code [N, ...]}, or one sample without the batch dimension, for example {@code
   *     [H, W, C]}
   * @return a map of the same shape
   * @throws IllegalArgumentException if the shape does not fit, a value is NaN or infinite, or the
   *     target does not exist
   * @throws IllegalStateException if no method was chosen or the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model lacks what the method
   *     needs, or the map is not finite
   */
  public Attribution compute(FloatNdArray input) {
    return compute(model.batch(input)).values().asList().get(0);
  }

  /**
   * Computes the maps of a model with several inputs, in their own units.
   *
   * @param inputs {@code [N, ...]} for each of {@link Model#inputNames()}, or one sample of each
   *     without the batch dimension
   * @return a map for each input that is a float tensor or becomes one
   * @throws IllegalArgumentException if a name, a shape or a value does not fit, or the target does
   *     not exist
   * @throws IllegalStateException as {@link #compute(FloatNdArray)}
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #compute(FloatNdArray)}
   */
  public ImmutableMap<String, Attribution> compute(Map<String, FloatNdArray> inputs) {
    return compute(model.batch(inputs));
  }

  private ImmutableMap<String, Attribution> compute(InputBatch batch) {
    AttributionMethod chosen = chosenMethod();
    ResolvedTargets targets =
        target.resolve(
            batch.values().sampleCount(),
            model.labels(),
            () -> model.engine().outputShape(batch.values()));
    GradientResult result = chosen.attribute(model.engine(), batch.values(), targets);
    ImmutableMap.Builder<String, Attribution> maps = ImmutableMap.builder();
    result
        .maps()
        .forEach(
            (input, values) -> {
              Attribution map =
                  Attribution.ofBatch(
                      values,
                      result.targets(),
                      result.scores(),
                      chosen.spec(),
                      model.explainedTensor());
              maps.put(input, batch.single() ? map.sample(0) : map);
            });
    return maps.buildOrThrow();
  }

  /**
   * Computes the map of a picture: centre-cropped and resized to the model's input size, then
   * encoded as the model expects.
   *
   * @param picture of any size
   * @return a map {@code [H, W, C]} of the model's input size
   * @throws IllegalArgumentException if the model does not take pictures
   * @throws io.github.tfsaliency.attribution.SaliencyException if the model does not say how it
   *     encodes pixels, or as {@link #compute(FloatNdArray)} throws
   */
  public Attribution compute(Picture picture) {
    return compute(model.encode(picture));
  }

  /**
   * Computes the map of an image in memory.
   *
   * @param image of any size and type
   * @return as {@link #compute(Picture)}
   */
  public Attribution compute(BufferedImage image) {
    return compute(Picture.of(image));
  }

  /**
   * Computes the map of an image file: PNG, JPEG, WebP and what else Java reads.
   *
   * @param file the file
   * @return as {@link #compute(Picture)}
   */
  public Attribution compute(Path file) {
    return compute(Picture.read(file));
  }
}
