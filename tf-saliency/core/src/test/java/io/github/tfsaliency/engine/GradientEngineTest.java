package io.github.tfsaliency.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.gradient.GradientOverride;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.MarkedNode;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.gradient.NodeSelector;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.gradient.Replaces;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.rule.Activations;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.Deconv;
import io.github.tfsaliency.rule.Epsilon;
import io.github.tfsaliency.rule.Gamma;
import io.github.tfsaliency.rule.Guided;
import io.github.tfsaliency.rule.RectGrad;
import io.github.tfsaliency.rule.RectGrad.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** What is built stays built, and nothing else does: graphs do not grow, memory does not either. */
class GradientEngineTest {
  private static final Path PROCESS_STATUS = Path.of("/proc/self/status");
  private static final long MEGABYTE = 1 << 20;
  private static final ResolvedTargets TOP =
      new ResolvedTargets(ImmutableLongArray.of(-1, -1), Optional.empty());

  private static final ModifiedGradient PLAIN = ModifiedGradient.of();
  private final InferenceGraph mlp =
      SavedModelImporter.read(ModelSelection.of(Path.of("src/test/resources/models/mlp")));
  private final Batch batch = Batch.of("image", noise());

  /** A whole number is structure, unlike a parameter. */
  private record Numbered(int number) implements Replaces {
    @Override
    public <T extends TNumber> Operand<T> backward(MarkedNode<T> node) {
      return node.upstreamGradient();
    }
  }

  private static ModifiedGradient overriding(NodeSelector nodes, GradientRule rule) {
    return ModifiedGradient.of(GradientOverride.required(nodes, rule));
  }

  private static ModifiedGradient rectified(double percentile) {
    return overriding(
        Activations.ALL, new RectGrad(Threshold.PERCENTILE, Parameter.of(percentile), false));
  }

  private static FloatNdArray noise() {
    Random random = new Random(1);
    FloatNdArray values = NdArrays.ofFloats(Shape.of(2, 12));
    values.scalars().forEach(value -> value.setFloat((float) random.nextGaussian()));
    return values;
  }

  @Test
  void aSweepOverPercentilesIsOneGraph() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      runPercentile(engine, 0);
      int nodes = engine.nodeCount();

      for (int percentile = 1; percentile <= 100; percentile++) {
        runPercentile(engine, percentile);
      }

      assertThat(engine.nodeCount()).isEqualTo(nodes);
    }
  }

  @Test
  void aSweepOverTheNumbersOfAllRulesIsOneGraph() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      FloatNdArray first = runComposite(engine, 0.1);
      int nodes = engine.nodeCount();

      for (int i = 2; i <= 20; i++) {
        assertThat(runComposite(engine, i * 0.1)).isNotEqualTo(first);
      }

      assertThat(engine.nodeCount()).isEqualTo(nodes);
    }
  }

  private FloatNdArray runComposite(GradientEngine engine, double number) {
    Composite composite =
        Composite.empty()
            .withRule(LayerSelector.first(), new Gamma(number))
            .withRule(LayerSelector.last(), new Epsilon(number))
            .withRule(LayerSelector.linear(), new Epsilon(number / 2));
    return engine.run(ModifiedGradient.of(composite), GradientCall.of(batch, TOP)).onlyMap();
  }

  @Test
  void anotherStructureIsAnotherGraph() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      run(engine, PLAIN);
      int nodes = engine.nodeCount();

      run(engine, overriding(Activations.RECTIFIERS, new Guided()));

      assertThat(engine.nodeCount()).isGreaterThan(nodes);
    }
  }

  @Test
  void anEqualStructureIsTheSameGraph() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      run(engine, overriding(Activations.RECTIFIERS, new Deconv()));
      int nodes = engine.nodeCount();

      run(engine, overriding(NodeSelector.ops("Relu", "Relu6"), new Deconv()));

      assertThat(engine.nodeCount()).isEqualTo(nodes);
    }
  }

  @Test
  void predictionsShareOneGraph() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      var first = engine.predict(batch);
      int nodes = engine.nodeCount();

      assertThat(engine.predict(batch)).isEqualTo(first);
      assertThat(engine.nodeCount()).isEqualTo(nodes);
    }
  }

  @Test
  void aSingleSampleIsDifferentiatedWithoutAForwardGraph() {
    Batch single = batch.slice(0, 1);
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      GradientResult map =
          ChunkedPasses.of(engine).gradient(PLAIN, GradientCall.of(single, TOP.slice(0, 1)));
      int nodes = engine.nodeCount();

      assertThat(engine.predict(single).shape().get(0)).isEqualTo(map.targets().length());
      assertThat(engine.nodeCount()).isGreaterThan(nodes);
    }
  }

  @Test
  void aFreshSessionTakesOverWhenManyStructuresWereBuilt() {
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      FloatNdArray expected = engine.run(PLAIN, GradientCall.of(batch, TOP)).onlyMap();
      int most = 0;
      for (int i = 0; i < 70; i++) {
        run(engine, overriding(Activations.RECTIFIERS, new Numbered(i)));
        most = Math.max(most, engine.nodeCount());
      }

      assertThat(engine.nodeCount()).isLessThan(most);
      assertThat(engine.run(PLAIN, GradientCall.of(batch, TOP)).onlyMap()).isEqualTo(expected);
    }
  }

  @Test
  void thousandsOfCallsLeaveGraphAndMemoryAsTheyWere() throws IOException {
    assumeThat(PROCESS_STATUS).exists();
    try (GradientEngine engine = GradientEngine.open(mlp)) {
      runAll(engine, 500);
      int nodes = engine.nodeCount();
      long before = nativeBytes();

      runAll(engine, 2_000);

      assertThat(engine.nodeCount()).isEqualTo(nodes);
      assertThat(nativeBytes() - before).isLessThan(30 * MEGABYTE);
    }
  }

  @Test
  void loadingAndClosingAgainAndAgainKeepsNothing() throws IOException {
    assumeThat(PROCESS_STATUS).exists();
    openAndClose(20);
    long before = nativeBytes();

    openAndClose(100);

    assertThat(nativeBytes() - before).isLessThan(30 * MEGABYTE);
  }

  private void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      try (GradientEngine engine = GradientEngine.open(mlp)) {
        run(engine, PLAIN);
      }
    }
  }

  private void runAll(GradientEngine engine, int times) {
    for (int i = 0; i < times; i++) {
      if (i % 2 == 0) {
        run(engine, PLAIN);
      } else {
        runPercentile(engine, i % 101);
      }
    }
  }

  private void run(GradientEngine engine, ModifiedGradient gradient) {
    assertThat(engine.run(gradient, GradientCall.of(batch, TOP)).onlyMap().shape())
        .isEqualTo(batch.only().shape());
  }

  private void runPercentile(GradientEngine engine, double percentile) {
    run(engine, rectified(percentile));
  }

  /** What the process holds besides Java's heap, which grows and shrinks as it likes. */
  @SuppressWarnings("CallToSystemGC")
  private static long nativeBytes() throws IOException {
    System.gc();
    long resident =
        Files.readAllLines(PROCESS_STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
            .findFirst()
            .orElseThrow();
    return resident - Runtime.getRuntime().totalMemory();
  }
}
