package io.github.tfsaliency;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.export.ExplainSession;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The explanation that a SavedModel carries in its signature {@code explain}, written by {@link
 * Saliency#export} and called as Python or TensorFlow Serving call it.
 *
 * <p>The signature has the inputs {@link Model#inputNames()}, with the model's types and shapes. It
 * also has the input {@code target}, int64 {@code [N]}: for each sample the explained index, or -1
 * for the largest score. An export with a fixed target lacks this input. If the method draws noise,
 * there is an input {@code seed}, int64 {@code []} or {@code [N]}.
 *
 * <p>The outputs are {@code attribution}, float32 {@code [N, ...]}; {@code score}, float32 {@code
 * [N]}; and {@code target}, int64 {@code [N]}: the explained index, or -1 for a target without an
 * index. The maps of several inputs are named {@code attribution_} plus the input's name. A target
 * that does not exist is an error. Values are not checked in any other way. Everything is computed
 * by TensorFlow's standard ops.
 *
 * <p>Belongs to its {@link Model} and is closed with it; many threads may use it at the same time.
 *
 * @since 0.1.0
 */
public final class Explanation {
  /** The default seed of noise. */
  public static final long DEFAULT_SEED = 1;

  private final ExplainSession session;
  private final String method;
  private final ImmutableList<String> labels;
  private final long seed;

  Explanation(ExplainSession session, String method, ImmutableList<String> labels, long seed) {
    this.session = session;
    this.method = method;
    this.labels = labels;
    this.seed = seed;
  }

  /**
   * The exported method.
   *
   * @return its text form, as {@link io.github.tfsaliency.spec.MethodSpecs} prints it; {@code
   *     explain} if the folder's {@code saliency.json} does not name the method
   */
  public String method() {
    return method;
  }

  /**
   * The inputs that are fed, apart from the target and the seed.
   *
   * @return their names in the signature
   */
  public ImmutableList<String> inputNames() {
    return session.inputNames();
  }

  /**
   * Chooses the seed of noise. Methods without noise ignore it.
   *
   * @param newSeed {@value #DEFAULT_SEED} by default
   * @return a new explanation, closed with the same model
   */
  public Explanation seed(long newSeed) {
    return new Explanation(session, method, labels, newSeed);
  }

  /**
   * Computes the map of an input in the model's own units.
   *
   * @param input {@code [N, ...]}, or one sample without the batch dimension
   * @param target the class index, label or {@link Target#top()} of each sample; must be {@link
   *     Target#top()} if the export has a fixed target
   * @return the map, {@code [N, ...]} or of one sample, with targets and scores
   * @throws IllegalArgumentException if the explanation has several inputs, the input does not fit,
   *     or the target is a pixel or a mean
   * @throws IllegalStateException if the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException if TensorFlow cannot load or compute
   *     the explanation, or a target does not exist
   */
  public Attribution compute(FloatNdArray input, Target target) {
    checkArgument(
        inputNames().size() == 1,
        "The explanation takes %s inputs: %s.\n"
            + "Maybe give them together, as a map from their names.",
        inputNames().size(),
        inputNames());
    return compute(ImmutableMap.of(inputNames().get(0), input), target).values().asList().get(0);
  }

  /**
   * Computes the maps of an explanation of several inputs.
   *
   * @param inputs {@code [N, ...]} for each of {@link #inputNames()}, or one sample of each
   * @param target as {@link #compute(FloatNdArray, Target)}
   * @return the maps by the names of the outputs: {@code attribution}, or {@code attribution_} and
   *     the input's name
   * @throws IllegalArgumentException as {@link #compute(FloatNdArray, Target)}
   * @throws IllegalStateException if the model is closed
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #compute(FloatNdArray,
   *     Target)}
   */
  public ImmutableMap<String, Attribution> compute(
      Map<String, FloatNdArray> inputs, Target target) {
    checkArgument(
        !session.isFixed() || target.equals(Target.top()),
        "The exported explanation has a fixed target, so '%s' cannot be explained by it.\n"
            + "Maybe give Target.top(), which means the exported target.",
        target);
    ExplainSession.Samples samples = session.samples(inputs);
    ResolvedTargets resolved =
        target.resolve(
            samples.count(),
            labels,
            () -> {
              throw new IllegalArgumentException(
                  "An exported explanation takes class indices and labels, but no pixels or"
                      + " means.");
            });
    checkArgument(
        resolved.weights().isEmpty(),
        "An exported explanation takes class indices and labels, but no pixels or means.");
    ExplainSession.Explained explained = session.run(samples, resolved.indices(), seed);
    ImmutableMap.Builder<String, Attribution> maps = ImmutableMap.builder();
    explained
        .maps()
        .forEach(
            (name, values) -> {
              Attribution map =
                  Attribution.ofBatch(
                          values, explained.targets(), explained.scores(), method, "score")
                      .withLabels(DescribedModel.labels(explained.targets(), labels));
              maps.put(name, samples.single() ? map.sample(0) : map);
            });
    return maps.buildOrThrow();
  }

  void close() {
    session.close();
  }
}
