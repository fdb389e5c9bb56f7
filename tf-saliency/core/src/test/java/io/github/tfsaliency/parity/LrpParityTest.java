package io.github.tfsaliency.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every map of relevance agrees with what Zennit or Captum computed in float64; of networks with
 * BatchNorm, with Zennit's values once it has merged the BatchNorm exactly.
 */
class LrpParityTest {
  private static final double TOLERANCE = 1e-4;

  /**
   * Where these rules hand relevance to a residual sum that all but vanishes, float32 does not know
   * the ratio any better: Zennit in float32 differs from itself in float64 by 5e-4 (alpha-beta),
   * 2e-3 (flat) and 8e-3 (w^2) of the largest on the same network.
   */
  private static final ImmutableSetMultimap<String, String> SUMS_NEAR_ZERO =
      ImmutableSetMultimap.<String, String>builder()
          .putAll(
              "resnet",
              "composite_epsilon_alpha2_beta1",
              "composite_epsilon_alpha2_beta1_flat",
              "lrp_alpha2_beta1",
              "lrp_flat",
              "lrp_wsquare")
          .putAll("mobilenet", "lrp_flat", "lrp_wsquare")
          .build();

  private static final double AT_SUMS_NEAR_ZERO = 1e-3;
  private static final double SHARE_AT_SUMS_NEAR_ZERO = 1e-2;

  static Stream<Arguments> maps() {
    return Stream.of("mlp", "vgg", "resnet", "inception", "mobilenet").flatMap(LrpParityTest::of);
  }

  static Stream<Arguments> mapsOfEfficientNet() {
    return of("efficientnet_lite0");
  }

  private static String file(String network) {
    boolean batchNorm = !network.equals("mlp") && !network.equals("vgg");
    return batchNorm ? "exact/" + network : network;
  }

  private static Stream<Arguments> of(String network) {
    try (References references = References.of(file(network))) {
      List<Arguments> found =
          references.group("attribution").keySet().stream()
              .filter(
                  name ->
                      name.startsWith("lrp_")
                          || name.startsWith("composite_")
                          || name.startsWith("deeplift"))
              .map(name -> Arguments.of(network, name))
              .toList();
      assertThat(found).as("references of %s", network).hasSizeGreaterThanOrEqualTo(6);
      return found.stream();
    }
  }

  private static SinglePassMethod method(String name, References references) {
    Map<String, SinglePassMethod> methods = new LinkedHashMap<>();
    methods.put("deeplift_rescale", DeepLift.of(0));
    methods.put("lrp_epsilon_1e-6", Lrp.epsilon(1e-6));
    methods.put("lrp_epsilon_0.25", Lrp.epsilon(0.25));
    methods.put("lrp_gamma_0.25", Lrp.gamma(0.25));
    methods.put("lrp_zplus", Lrp.zPlus());
    methods.put("lrp_alpha2_beta1", Lrp.alphaBeta(2, 1));
    methods.put("lrp_wsquare", Lrp.wSquare());
    methods.put("lrp_flat", Lrp.flat());
    methods.put("composite_epsilon_plus", Lrp.of(Composite.epsilonPlus()));
    methods.put("composite_epsilon_plus_flat", Lrp.of(Composite.epsilonPlusFlat()));
    methods.put(
        "composite_epsilon_gamma_box",
        Lrp.of(
            Composite.epsilonGammaBox(
                ZBox.of(
                    Double.parseDouble(references.attribute("input_low")),
                    Double.parseDouble(references.attribute("input_high"))))));
    methods.put("composite_epsilon_alpha2_beta1", Lrp.of(Composite.epsilonAlpha2Beta1()));
    methods.put("composite_epsilon_alpha2_beta1_flat", Lrp.of(Composite.epsilonAlpha2Beta1Flat()));
    methods.put("composite_excitation_backprop", Lrp.of(Composite.excitationBackprop()));
    assertThat(methods).containsKey(name);
    return requireNonNull(methods.get(name));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("maps")
  void smallNetworksAgreeElementByElement(String network, String name) {
    Maps maps = maps(network, name);

    if (SUMS_NEAR_ZERO.containsEntry(network, name)) {
      assertThat(maps.shareBeyond(TOLERANCE)).isLessThanOrEqualTo(SHARE_AT_SUMS_NEAR_ZERO);
      assertThat(maps.largestError()).isLessThanOrEqualTo(AT_SUMS_NEAR_ZERO);
    } else {
      assertThat(maps.largestError()).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mapsOfEfficientNet")
  void efficientNetAgreesAsFarAsFloat32Allows(String network, String name) {
    Maps maps = maps(network, name);

    assertThat(maps.shareBeyond(1e-3)).isLessThanOrEqualTo(5e-3);
    assertThat(maps.cosine()).isGreaterThanOrEqualTo(0.9999);
  }

  private static Maps maps(String network, String name) {
    try (References references = References.of(file(network));
        Model model = Model.load(References.model(network))) {
      Attribution attribution =
          Saliency.of(model)
              .method(method(name, references))
              .target(Target.classIndices(references.targets()))
              .compute(references.input());
      return Maps.of(attribution.values(), references.floats("attribution/" + name));
    }
  }
}
