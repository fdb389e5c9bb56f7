package io.github.tfsaliency.method;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static io.github.tfsaliency.message.Checks.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.GraphForm;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.ModifiedGradient.Factor;
import io.github.tfsaliency.gradient.ModifiedGradient.Seed;
import io.github.tfsaliency.rule.DeepLiftRules;
import io.github.tfsaliency.rule.NonlinearityRule;
import io.github.tfsaliency.sampling.Baselines;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * DeepLIFT: how much each input value's difference from a baseline contributes to the difference of
 * the score.
 *
 * <pre>
 * A = (x - x0) m,  m by the chain rule
 * a function of one tensor:  m = (y - y0) / (z - z0)
 * a product a b:             a has m = (b + b0) / 2,  b has (a + a0) / 2
 * softmax:                   m_ij = w_i (delta_ij - w_j / sum w),  w = (y - y0) / (ln y - ln y0)
 * </pre>
 *
 * <p>Products include products of matrices. A quotient is a product with 1 / b. A normalization
 * consists of these operations, and its statistics change with the input. So gates, attention and
 * LayerNorm are explained. For any other node an exception names it.
 *
 * <p>The map sums to S(x) - S(x0) if there is no max pooling, or max pooling is {@linkplain
 * #withRescaledMaxPool() rescaled}, too. The {@linkplain
 * io.github.tfsaliency.attribution.Attribution#gaps() gap} is the remaining difference. Map and gap
 * become large if a normalization reads a constant at the baseline, because it multiplies by 1 /
 * sqrt(epsilon) there. With several baselines the map is the mean of their maps, and S(x0) is the
 * mean of their scores. Cost: about 3 forward passes a baseline; the baseline's pass is kept for
 * the next call. Does not show values near the baseline, even if they are relevant: a baseline of
 * zero causes the bias of input x gradient.
 *
 * <p>Source: Shrikumar, Greenside, Kundaje, <i>Learning Important Features Through Propagating
 * Activation Differences</i>, ICML 2017, sections 3.5.2 and 3.5.3; products and softmax are
 * decomposed as above by this library.
 *
 * @since 0.1.0
 */
public final class DeepLift extends Value implements SinglePassMethod {
  private static final long serialVersionUID = 1;

  private final List<Baseline> baselines;
  private final NonlinearityRule rule;
  private final boolean rescalesMaxPool;

  private DeepLift(List<Baseline> baselines, NonlinearityRule rule, boolean rescalesMaxPool) {
    checkArgument(!baselines.isEmpty(), "DeepLIFT needs at least one baseline.");
    this.baselines = List.copyOf(baselines);
    this.rule = requireNonNull(rule, "rule");
    this.rescalesMaxPool = rescalesMaxPool;
  }

  /**
   * Rescales activations; max pooling keeps its gradient.
   *
   * @param baseline the value of every element of the baseline, in the model's own units
   * @return the method
   * @throws IllegalArgumentException if {@code baseline} is not finite
   */
  public static DeepLift of(double baseline) {
    return new DeepLift(
        ImmutableList.of(Baseline.constant(baseline)), NonlinearityRule.RESCALE, false);
  }

  /**
   * Chooses the baseline, or several.
   *
   * @param newBaselines at least one
   * @return a new method
   * @throws IllegalArgumentException if there are none
   */
  public DeepLift withBaselines(Baseline... newBaselines) {
    return new DeepLift(ImmutableList.copyOf(newBaselines), rule, rescalesMaxPool);
  }

  /**
   * Chooses the rule of activations that are the only reader of a convolution or dense layer. All
   * other activations are rescaled.
   *
   * @param newRule {@link NonlinearityRule#RESCALE} by default
   * @return a new method
   */
  public DeepLift withRule(NonlinearityRule newRule) {
    return new DeepLift(baselines, newRule, rescalesMaxPool);
  }

  /**
   * Rescales max pooling, too, so that the map is complete. The contribution of the input's largest
   * value goes to its position, and the contribution of the baseline's largest value goes to its
   * position.
   *
   * @return a new method
   */
  public DeepLift withRescaledMaxPool() {
    return new DeepLift(baselines, rule, true);
  }

  /**
   * {@return the baselines of the inputs that get a map, in the model's own units; all other inputs
   * keep their values}
   */
  public ImmutableList<Baseline> baselines() {
    return ImmutableList.copyOf(baselines);
  }

  /** {@return the rule of activations that are the only reader of a convolution or dense layer} */
  public NonlinearityRule rule() {
    return rule;
  }

  /**
   * {@return whether max pooling is rescaled, too; by default it keeps its gradient, as in the
   * authors' code}
   */
  public boolean rescalesMaxPool() {
    return rescalesMaxPool;
  }

  @Override
  public ModifiedGradient gradient() {
    return ModifiedGradient.of(new DeepLiftRules(rule, rescalesMaxPool))
        .from(Seed.ONE)
        .times(Factor.DIFFERENCE_FROM_REFERENCE);
  }

  /**
   * The values that are fed to the gradient graph.
   *
   * @throws IllegalStateException if there are several baselines, because each needs a pass
   */
  @Override
  public GradientCall call(Batch batch, ResolvedTargets targets) {
    ImmutableList<Baseline> each = withEachBaseline(batch.sampleShapes()).baselines();
    checkState(
        each.size() == 1,
        "DeepLIFT takes a pass for each of its %s baselines, so there is no single pass to show.\n"
            + "Maybe choose one baseline.",
        each.size());
    return call(batch, targets, each.get(0));
  }

  private GradientCall call(Batch batch, ResolvedTargets targets, Baseline baseline) {
    return GradientCall.of(batch, targets).withNumbers(numbers()).withReference(baseline);
  }

  @Override
  public long passCount(Passes passes, Batch batch) {
    return (long) batch.sampleCount() * withEachBaseline(batch.sampleShapes()).baselines().size();
  }

  @Override
  public DeepLift withEachBaseline(Collection<Shape> samples) {
    return new DeepLift(Baselines.each(baselines, samples), rule, rescalesMaxPool);
  }

  @Override
  public GraphForm graphForm() {
    return Baselines.stacked(baselines)
        .<GraphForm>map(
            references -> new GraphForm.Pass(gradient(), numbers(), Optional.of(references)))
        .orElseGet(() -> Baselines.unwritten(baselines));
  }

  @Override
  public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
    List<GradientResult> results = new ArrayList<>();
    for (Baseline baseline : withEachBaseline(batch.sampleShapes()).baselines()) {
      results.add(
          passes.gradient(gradient(), call(batch, targets, lookedUp(baseline, passes, batch))));
    }
    return results.size() == 1 ? results.get(0) : mean(results);
  }

  private static Baseline lookedUp(Baseline baseline, Passes passes, Batch batch) {
    if (baseline.id().isEmpty()) {
      return baseline;
    }
    Samples samples = Samples.of(passes, batch);
    checkArgument(
        samples.changed().size() == 1,
        "The baseline '%s' is a different embedding for each of the inputs %s, but DeepLIFT"
            + " compares with one.\n"
            + "Maybe use integrated-gradients.",
        baseline,
        samples.changed());
    String input = samples.changed().asList().get(0);
    return Baseline.array(
        NdArrays.wrap(
            samples.shape(input), DataBuffers.of(samples.baseline(baseline, input), true, false)));
  }

  private static GradientResult mean(List<GradientResult> results) {
    GradientResult first = results.get(0);
    int samples = first.scores().length();
    double weight = 1.0 / results.size();
    MapSums maps = new MapSums(samples);
    double[] gaps = new double[samples];
    for (GradientResult result : results) {
      result.maps().forEach((input, values) -> maps.add(input, values, weight));
      for (int i = 0; i < samples; i++) {
        gaps[i] += weight * result.gaps().orElseThrow().get(i);
      }
    }
    return new GradientResult(
        maps.maps(),
        first.targets(),
        first.scores(),
        Optional.of(ImmutableDoubleArray.copyOf(gaps)));
  }
}
