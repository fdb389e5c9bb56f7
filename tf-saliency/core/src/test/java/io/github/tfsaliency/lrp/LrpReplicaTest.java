package io.github.tfsaliency.lrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.canonical.BatchNormFolding;
import io.github.tfsaliency.canonical.GroupedConvolution;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.layer.LayerKind;
import io.github.tfsaliency.lrp.LayerReplica.Shares;
import io.github.tfsaliency.lrp.ReplicatedLayer.Ahead;
import io.github.tfsaliency.lrp.ReplicatedLayer.Case;
import io.github.tfsaliency.lrp.ReplicatedLayer.Kind;
import io.github.tfsaliency.lrp.ReplicatedLayer.Twins;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.method.attention.LibraGrad;
import io.github.tfsaliency.rule.AlphaBeta;
import io.github.tfsaliency.rule.AttentionSoftmax;
import io.github.tfsaliency.rule.BilinearProduct;
import io.github.tfsaliency.rule.Deconv;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Flat;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.rule.PaddingTrick;
import io.github.tfsaliency.rule.Pass;
import io.github.tfsaliency.rule.Proportional;
import io.github.tfsaliency.rule.ProportionalMaxPool;
import io.github.tfsaliency.rule.RectGrad;
import io.github.tfsaliency.rule.RectGradTimesDerivative;
import io.github.tfsaliency.rule.Rescale;
import io.github.tfsaliency.rule.RescaleMaxPool;
import io.github.tfsaliency.rule.RevealCancel;
import io.github.tfsaliency.rule.SignalTakesAll;
import io.github.tfsaliency.rule.WSquare;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.Window.Padding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Every rule for linear layers agrees with a replica, for every kind of layer. */
class LrpReplicaTest {
  private static final int SAMPLES = ReplicatedLayer.SAMPLES;
  private static final double TOLERANCE = 1e-5;

  /**
   * The noise is such that no sum in a denominator is a smaller fraction of its terms: rounding
   * would be magnified beyond the tolerance.
   */
  private static final double SMALLEST_DENOMINATOR = 0.01;

  /** They have replicas of their own; for those of DeepLIFT the values of Captum stand in. */
  private static final ImmutableSet<Class<? extends GradientRule>> WITHOUT_WEIGHTS =
      ImmutableSet.of(
          AttentionSoftmax.class,
          BilinearProduct.class,
          Pass.class,
          Proportional.class,
          Rescale.class,
          RescaleMaxPool.class,
          SignalTakesAll.class);

  /** They stand at single nodes; DenseReplicaTest has their replicas. */
  private static final ImmutableSet<String> OF_NODES =
      Stream.of(
              Deconv.class,
              Guided.class,
              PaddingTrick.class,
              ProportionalMaxPool.class,
              RectGrad.class,
              RectGradTimesDerivative.class)
          .map(Class::getName)
          .collect(ImmutableSet.toImmutableSet());

  static Stream<Case> layers() {
    List<Case> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Padding padding : Padding.values()) {
        for (int stride : new int[] {1, 2}) {
          cases.add(new Case(kind, padding, stride, true, Ahead.NOTHING));
          cases.add(new Case(kind, padding, stride, false, Ahead.RELU));
        }
      }
      cases.add(new Case(kind, Padding.SAME, 1, false, Ahead.NOTHING));
      cases.add(new Case(kind, Padding.SAME, 1, true, Ahead.RELU));
      cases.add(new Case(kind, Padding.SAME, 1, true, Ahead.RELU_AND_FUSED_NORM));
      cases.add(new Case(kind, Padding.SAME, 2, false, Ahead.RELU_AND_WRITTEN_OUT_NORM));
      cases.add(new Case(kind, Padding.SAME, 1, true, Ahead.RELU_AND_WRITTEN_OUT_NORM));
      cases.add(new Case(kind, Padding.PAD, 1, false, Ahead.RELU_AND_FUSED_NORM));
    }
    return cases.stream().filter(LrpReplicaTest::exists);
  }

  private static boolean exists(Case layer) {
    Kind kind = layer.kind();
    Padding padding = layer.padding();
    boolean zeros = padding == Padding.EXPLICIT || padding == Padding.PAD;
    boolean slides =
        switch (kind) {
          case CONVOLUTION_IN_BLOCKS -> layer.stride() == 1 && !zeros;
          case CONVOLUTION_IN_THREE_DIMENSIONS -> padding != Padding.EXPLICIT;
          case TRANSPOSED_CONVOLUTION -> padding != Padding.PAD;
          default -> kind.isConvolution() || (padding == Padding.SAME && layer.stride() == 1);
        };
    boolean normalised =
        switch (layer.ahead()) {
          case NOTHING, RELU -> true;
          case RELU_AND_FUSED_NORM -> kind.takesFusedNorm();
          case RELU_AND_WRITTEN_OUT_NORM -> kind.takesNorm();
        };
    // Dilated and strided at once, TensorFlow has no gradient on a CPU without oneDNN.
    boolean differentiable = kind != Kind.DILATED_CONVOLUTION || layer.stride() == 1;
    return slides && normalised && differentiable;
  }

  private static ImmutableMap<GradientRule, LayerReplica.Rule> rules(int bounds) {
    double[] low = IntStream.range(0, bounds).mapToDouble(c -> -1.1 - 0.1 * c).toArray();
    double[] high = IntStream.range(0, bounds).mapToDouble(c -> 1.2 + 0.2 * c).toArray();
    return ImmutableMap.<GradientRule, LayerReplica.Rule>builder()
        .put(new Epsilon(0), LayerReplica.epsilon(0))
        .put(new Epsilon(1e-6), LayerReplica.epsilon(1e-6))
        .put(new Epsilon(0.25), LayerReplica.epsilon(0.25))
        .put(new Gamma(0), LayerReplica.gamma(0))
        .put(new Gamma(0.25), LayerReplica.gamma(0.25))
        .put(new ZPlus(), LayerReplica.alphaBeta(1, 0))
        .put(new AlphaBeta(2, 1), LayerReplica.alphaBeta(2, 1))
        .put(new AlphaBeta(1.5, 0.5), LayerReplica.alphaBeta(1.5, 0.5))
        .put(new WSquare(), LayerReplica.wSquare())
        .put(new Flat(), LayerReplica.flat())
        .put(ZBox.of(-1, 1), LayerReplica.zBox(new double[] {-1}, new double[] {1}))
        .put(
            ZBox.of(ImmutableDoubleArray.copyOf(low), ImmutableDoubleArray.copyOf(high)),
            LayerReplica.zBox(low, high))
        .buildOrThrow();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void handsDownWhatTheReplicaDoes(Case layer) {
    Twins twins = ReplicatedLayer.of(layer);
    try (GradientEngine engine = open(twins)) {
      // Each of the groups is a layer with channels of its own.
      rules(layer.kind() == Kind.GROUPED_CONVOLUTION ? 1 : twins.channels())
          .forEach(
              (rule, replica) -> {
                Noise noise = new Noise(layer, twins.replica(), replica);
                assertSameRelevance(engine, twins, rule, replica, noise);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void computesWhatTheReplicaDoes(Case layer) {
    Twins twins = ReplicatedLayer.of(layer);
    Noise noise = new Noise(layer, twins.replica(), LayerReplica.flat());
    int outputs = twins.replica().outputs();
    try (GradientEngine engine = open(twins)) {
      float[] actual = Maps.array(engine.predict(noise.batch(twins.sample())));

      assertThat(actual).hasSize(SAMPLES * outputs);
      for (int n = 0; n < SAMPLES; n++) {
        double[] expected = twins.replica().predict(noise.sample(n));
        for (int j = 0; j < outputs; j++) {
          assertThat((double) actual[n * outputs + j]).isCloseTo(expected[j], within(TOLERANCE));
        }
      }
    }
  }

  private static GradientEngine open(Twins twins) {
    return GradientEngine.open(GroupedConvolution.split(BatchNormFolding.fold(twins.graph())));
  }

  @Test
  void everyRuleOfTheLibraryHasAReplica() {
    ImmutableSet<String> withReplica =
        Stream.concat(
                rules(1).keySet().stream().map(GradientRule::getClass), WITHOUT_WEIGHTS.stream())
            .map(Class::getName)
            .collect(ImmutableSet.toImmutableSet());
    List<String> found =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.tfsaliency")
                .stream()
                .filter(type -> type.isAssignableTo(GradientRule.class) && !type.isInterface())
                .map(JavaClass::getName)
                .filter(type -> !OF_NODES.contains(type))
                // DeepLiftEverywhereTest compares it with the authors' code.
                .filter(type -> !type.equals(RevealCancel.class.getName()))
                // LibraGradTest compares them with TensorFlow's tape.
                .filter(type -> !type.startsWith(LibraGrad.class.getPackageName()))
                .toList();

    assertThat(found).containsExactlyInAnyOrderElementsOf(withReplica);
  }

  @Test
  void whatHasNoReplicaForLinearLayersDoesNotApplyToThem() {
    assertThat(
            Stream.of(
                new AttentionSoftmax(),
                new BilinearProduct(),
                new Pass(),
                new Proportional(),
                new Rescale(),
                new RescaleMaxPool(),
                new SignalTakesAll()))
        .noneMatch(rule -> rule.kinds().stream().anyMatch(LayerKind::isLinear))
        .extracting(GradientRule::getClass)
        .containsExactlyInAnyOrderElementsOf(WITHOUT_WEIGHTS);
  }

  /** What is fed, and the relevance of the output, the same for all samples. */
  private static final class Noise {
    private final Random random = new Random(1);
    private final boolean rectified;
    private final float[] relevance;
    private final float[] inputs;

    Noise(Case layer, LayerReplica replica, LayerReplica.Rule rule) {
      rectified = layer.ahead() != Ahead.NOTHING;
      relevance = floats(replica.outputs());
      inputs = new float[SAMPLES * replica.inputs()];
      for (int n = 0; n < SAMPLES; n++) {
        draw(n, replica, rule);
      }
    }

    private void draw(int index, LayerReplica replica, LayerReplica.Rule rule) {
      for (int attempt = 0; attempt < 2000; attempt++) {
        float[] values = floats(replica.inputs());
        System.arraycopy(values, 0, inputs, index * values.length, values.length);
        if (rule.down(replica, sample(index), ofOutput()).smallest() >= SMALLEST_DENOMINATOR) {
          return;
        }
      }
      throw new AssertionError("All noise makes some denominator vanish.");
    }

    private float[] floats(int size) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = 2 * random.nextFloat() - 1;
      }
      return values;
    }

    /** What the layer reads. */
    double[] sample(int index) {
      int size = inputs.length / SAMPLES;
      return IntStream.range(index * size, (index + 1) * size)
          .mapToDouble(i -> rectified ? Math.max(inputs[i], 0) : inputs[i])
          .toArray();
    }

    double[] ofOutput() {
      return IntStream.range(0, relevance.length).mapToDouble(i -> relevance[i]).toArray();
    }

    Batch batch(ImmutableIntArray sample) {
      long[] shape = new long[sample.length() + 1];
      Arrays.setAll(shape, d -> d == 0 ? SAMPLES : sample.get(d - 1));
      return Batch.of("x", array(inputs, shape));
    }

    FloatNdArray start() {
      return array(relevance, relevance.length);
    }

    private static FloatNdArray array(float[] values, long... shape) {
      return NdArrays.wrap(Shape.of(shape), DataBuffers.of(values, true, false));
    }
  }

  private static void assertSameRelevance(
      GradientEngine engine,
      Twins twins,
      GradientRule rule,
      LayerReplica.Rule replica,
      Noise noise) {
    Lrp method = Lrp.of(rule).withStart(RelevanceStart.of(noise.start()));
    ResolvedTargets any = new ResolvedTargets(ImmutableLongArray.of(0, 0), Optional.empty());
    float[] actual =
        Maps.array(
            method.attribute(ChunkedPasses.of(engine), noise.batch(twins.sample()), any).onlyMap());
    int inputs = twins.replica().inputs();
    assertThat(actual).hasSize(SAMPLES * inputs);
    for (int n = 0; n < SAMPLES; n++) {
      Shares expected = replica.down(twins.replica(), noise.sample(n), noise.ofOutput());
      double largest = Arrays.stream(expected.relevance()).map(Math::abs).max().orElseThrow();
      double error = 0;
      for (int i = 0; i < inputs; i++) {
        error = Math.max(error, Math.abs(actual[n * inputs + i] - expected.relevance()[i]));
      }
      assertThat(error).as("%s, sample %s", rule, n).isLessThanOrEqualTo(TOLERANCE * largest);
    }
  }
}
