package io.github.tfsaliency;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.testing.NullPointerTester;
import com.google.common.testing.NullPointerTester.Visibility;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Noise;
import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.gradient.SpatialLayer;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.KernelShap;
import io.github.tfsaliency.method.hiding.Lime;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.metric.BrightnessProfile;
import io.github.tfsaliency.metric.Coherence;
import io.github.tfsaliency.metric.Deletion;
import io.github.tfsaliency.metric.EncodingDisagreement;
import io.github.tfsaliency.metric.Infidelity;
import io.github.tfsaliency.metric.InputInvariance;
import io.github.tfsaliency.metric.Insertion;
import io.github.tfsaliency.metric.MapSimilarity;
import io.github.tfsaliency.metric.MassAccuracy;
import io.github.tfsaliency.metric.MaxSensitivity;
import io.github.tfsaliency.metric.MuFidelity;
import io.github.tfsaliency.metric.PerturbationCurve;
import io.github.tfsaliency.metric.Perturbations;
import io.github.tfsaliency.metric.PointingGame;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.metric.RankAccuracy;
import io.github.tfsaliency.metric.RegionPerturbation;
import io.github.tfsaliency.metric.SensitivityN;
import io.github.tfsaliency.metric.ZeroPointRatio;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.segment.Segments;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.MetricSpecs;
import io.github.tfsaliency.spec.TargetSpecs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** A null is refused where it is passed, not where it is used later. */
class PublicSurfaceTest {
  private static NullPointerTester tester() {
    return new NullPointerTester()
        .setDefault(PixelEncoding.class, PixelEncoding.zeroToOne())
        .setDefault(Attribution.class, Attribution.of(NdArrays.ofFloats(Shape.of(1, 1))))
        .setDefault(Baseline.class, Baseline.constant(0))
        .setDefault(Pooling.class, Pooling.SUM_ABSOLUTE)
        .setDefault(Target.class, Target.top())
        .setDefault(AttributionMethod.class, Gradient.of())
        .setDefault(NodeSelector.class, NodeSelector.ops("Relu"))
        .setDefault(GradientRule.class, new Guided())
        .setDefault(ImmutableLongArray.class, ImmutableLongArray.of())
        .setDefault(ImmutableDoubleArray.class, ImmutableDoubleArray.of());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Model.class,
        Saliency.class,
        SessionOptions.class,
        SharedModel.class,
        ModelHolder.class,
        Attribution.class,
        AttributionFiles.class,
        Target.class,
        GradientOverride.class,
        NodeSelector.class,
        Heatmap.class,
        Picture.class,
        PixelEncoding.class,
        RectifiedGradient.class,
        Baseline.class,
        BlurIg.class,
        ExpectedGradients.class,
        GuidedIg.class,
        IntegratedGradients.class,
        KernelShap.class,
        Lime.class,
        Noise.class,
        Occlusion.class,
        Rise.class,
        Segments.class,
        SmoothGrad.class,
        Xrai.class,
        ActivationMap.class,
        SpatialLayer.class,
        ParameterRandomization.class,
        Lrp.class,
        Composite.class,
        LayerSelector.class,
        ZBox.class,
        BrightnessProfile.class,
        EncodingDisagreement.class,
        ZeroPointRatio.class,
        Coherence.class,
        Deletion.class,
        Infidelity.class,
        InputInvariance.class,
        Insertion.class,
        MapSimilarity.class,
        MassAccuracy.class,
        MaxSensitivity.class,
        MuFidelity.class,
        PerturbationCurve.class,
        Perturbations.class,
        PointingGame.class,
        RankAccuracy.class,
        RegionPerturbation.class,
        SensitivityN.class,
        MethodSpecs.class,
        TargetSpecs.class,
        MetricSpecs.class
      })
  void staticFactoriesRefuseNull(Class<?> type) {
    tester().testStaticMethods(type, Visibility.PUBLIC);
  }
}
