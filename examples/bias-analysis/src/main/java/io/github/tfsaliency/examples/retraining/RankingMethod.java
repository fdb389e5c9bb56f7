package io.github.tfsaliency.examples.retraining;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A method that ranks the pixels of a picture.
 *
 * @param name for files: lower case letters, digits and hyphens
 * @param title for people
 * @param method whose maps rank them; empty for chance
 */
public record RankingMethod(String name, String title, Optional<AttributionMethod> method) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");
  private static final RectifiedGradient RECTGRAD =
      RectifiedGradient.percentile(RectifiedGradient.DEFAULT_PERCENTILE);

  /** Of paths and of noise. The pictures are small and many: the gap of so few steps is small. */
  private static final int STEPS = 10;

  /** Chance: what every map has to beat. */
  public static final RankingMethod RANDOM =
      new RankingMethod("random", "Random", Optional.empty());

  /** Chance, then with and without the multiplication by the input side by side. */
  public static final ImmutableList<RankingMethod> ALL =
      ImmutableList.of(
          RANDOM,
          of("gradient", "Gradient", Gradient.of()),
          of("input-x-gradient", "Input × Gradient", InputXGradient.of()),
          of("rectgrad", "RectGrad", RECTGRAD),
          of("rectgrad-x-input", "RectGrad × Input", RECTGRAD.withMultiplicationByInput()),
          of(
              "rectgrad-proportional",
              "RectGrad (proportional)",
              RECTGRAD.withVariant(RectifiedGradient.Variant.PROPORTIONAL)),
          of("guided-backpropagation", "Guided Backpropagation", GuidedBackprop.of()),
          of("lrp-epsilon-plus-flat", "LRP-ε+ (flat)", Lrp.of(Composite.epsilonPlusFlat())),
          of("lrp-epsilon-plus", "LRP-ε+ (z+)", Lrp.of(Composite.epsilonPlus())),
          of(
              "integrated-gradients",
              "Integrated Gradients",
              IntegratedGradients.of().withSteps(STEPS)),
          of("smoothgrad", "SmoothGrad", SmoothGrad.of(Gradient.of()).withSamples(STEPS)),
          of("deeplift", "DeepLIFT", DeepLift.of(0)));

  /** The paper's subject and chance. */
  public static final ImmutableList<RankingMethod> FEW =
      ImmutableList.of(RANDOM, ALL.get(3), ALL.get(4));

  /**
   * Checks the name.
   *
   * @param name for files: lower case letters, digits and hyphens
   * @param title for people
   * @param method whose maps rank them; empty for chance
   * @throws IllegalArgumentException if the name has other characters
   */
  public RankingMethod {
    checkArgument(
        NAME.matcher(name).matches(),
        "The name '%s' has characters that are no lower case letters, digits or hyphens.",
        name);
  }

  /**
   * A method.
   *
   * @param name for files: lower case letters, digits and hyphens
   * @param title for people
   * @param method whose maps rank the pixels
   * @return what ranks them
   * @throws IllegalArgumentException if the name has other characters
   */
  public static RankingMethod of(String name, String title, AttributionMethod method) {
    return new RankingMethod(name, title, Optional.of(method));
  }

  /** What a kept result depends on. */
  String spec() {
    return method.map(MethodSpecs::print).orElse("random");
  }
}
