package io.github.tfsaliency.house;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.reflect.Reflection;
import com.google.common.testing.NullPointerTester;
import com.google.common.testing.NullPointerTester.Visibility;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.gradient.ActivationOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.Pooling;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.spec.SpecFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/** A null is refused where it is passed, not where it is used later. */
class PublicSurfaceTest {
  @AutoClose private static final Graph GRAPH = new Graph();

  private static NullPointerTester tester() {
    return new NullPointerTester()
        .setDefault(PixelEncoding.class, PixelEncoding.zeroToOne())
        .setDefault(Attribution.class, Attribution.of(NdArrays.ofFloats(Shape.of(1, 1))))
        .setDefault(Baseline.class, Baseline.constant(0))
        .setDefault(Shape.class, Shape.of(0))
        .setDefault(
            FeatureGroups.class, FeatureGroups.ofColumns(ImmutableList.of("x"), ImmutableMap.of()))
        .setDefault(Pooling.class, Pooling.SUM_ABSOLUTE)
        .setDefault(Target.class, Target.top())
        .setDefault(AttributionMethod.class, Gradient.of())
        .setDefault(NodeSelector.class, NodeSelector.ops("Relu"))
        .setDefault(GradientRule.class, new Guided())
        .setDefault(Batch.class, Batch.of("x", NdArrays.ofFloats(Shape.of(1, 1))))
        .setDefault(ActivationOverride.class, ActivationOverride.of(new Guided()))
        .setDefault(Ops.class, Ops.create(GRAPH))
        .setDefault(SpecFormat.class, SpecFormat.number())
        .setDefault(String.class, "name")
        .setDefault(
            ResolvedTargets.class, new ResolvedTargets(ImmutableLongArray.of(0), Optional.empty()))
        .setDefault(
            Samples.class,
            Samples.of(
                Reflection.newProxy(
                    Passes.class,
                    (proxy, method, arguments) ->
                        arguments == null ? ImmutableSet.of("x") : arguments[0]),
                Batch.of("x", NdArrays.ofFloats(Shape.of(1, 1)))))
        .setDefault(ImmutableLongArray.class, ImmutableLongArray.of())
        .setDefault(ImmutableDoubleArray.class, ImmutableDoubleArray.of());
  }

  /** The public classes of what the module exports, those that are nested among them. */
  static Stream<Class<?>> types() {
    return ContractsTest.exportedTypes();
  }

  @ParameterizedTest
  @MethodSource("types")
  void staticFactoriesRefuseNull(Class<?> type) {
    tester().testStaticMethods(type, Visibility.PUBLIC);
  }
}
