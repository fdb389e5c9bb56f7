package io.github.tfsaliency;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.testing.NullPointerTester;
import com.google.common.testing.NullPointerTester.Visibility;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.metric.BrightnessProfile;
import io.github.tfsaliency.metric.EncodingDisagreement;
import io.github.tfsaliency.metric.ZeroPointRatio;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZBox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A null is refused where it is passed, not where it is used later. */
class PublicSurfaceTest {
  private static NullPointerTester tester() {
    return new NullPointerTester()
        .setDefault(PixelEncoding.class, PixelEncoding.zeroToOne())
        .setDefault(Target.class, Target.top())
        .setDefault(NodeSelector.class, NodeSelector.ops("Relu"))
        .setDefault(ImmutableLongArray.class, ImmutableLongArray.of())
        .setDefault(ImmutableDoubleArray.class, ImmutableDoubleArray.of());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Model.class,
        Saliency.class,
        Attribution.class,
        Target.class,
        GradientOverride.class,
        NodeSelector.class,
        Heatmap.class,
        Picture.class,
        PixelEncoding.class,
        RectifiedGradient.class,
        Lrp.class,
        Composite.class,
        LayerSelector.class,
        ZBox.class,
        BrightnessProfile.class,
        EncodingDisagreement.class,
        ZeroPointRatio.class
      })
  void staticFactoriesRefuseNull(Class<?> type) {
    tester().testStaticMethods(type, Visibility.PUBLIC);
  }
}
