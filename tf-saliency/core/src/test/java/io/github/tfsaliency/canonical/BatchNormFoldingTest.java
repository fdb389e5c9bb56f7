package io.github.tfsaliency.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.savedmodel.ModelSelection;
import io.github.tfsaliency.graph.savedmodel.SavedModelImporter;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Folding makes the path from input to output shorter and changes nothing else. */
class BatchNormFoldingTest {
  private static final double TOLERANCE = 1e-5;

  private static InferenceGraph read(String network) {
    return SavedModelImporter.read(
        ModelSelection.of(Path.of("src/test/resources/models").resolve(network)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "inception", "mobilenet"})
  void keepsTheOutputs(String network) {
    InferenceGraph graph = read(network);
    FloatNdArray batch = noise();

    double[] folded = predict(BatchNormFolding.fold(graph), batch);

    double[] expected = predict(graph, batch);
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(folded[i] - expected[i]));
    }
    assertThat(folded).hasSameSizeAs(expected);
    assertThat(error).isLessThanOrEqualTo(TOLERANCE * largest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "inception", "mobilenet"})
  void shortensThePathFromInputToOutput(String network) {
    InferenceGraph graph = read(network);

    InferenceGraph folded = BatchNormFolding.fold(graph);

    assertThat(pathLength(folded)).isLessThan(pathLength(graph));
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet", "inception", "mobilenet"})
  void leavesNoNormalisation(String network) {
    InferenceGraph folded = BatchNormFolding.fold(read(network));

    ImmutableSet<String> weights = folded.weightNodes();
    assertThat(folded.nodes().values())
        .filteredOn(node -> !weights.contains(node.getName()))
        .noneMatch(node -> node.getOp().startsWith("FusedBatchNorm") || node.getOp().equals("Mul"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg"})
  void leavesAModelWithoutNormalisationAsItIs(String network) {
    InferenceGraph graph = read(network);

    assertThat(BatchNormFolding.fold(graph)).isEqualTo(graph);
  }

  @Test
  void foldsOnce() {
    InferenceGraph folded = BatchNormFolding.fold(read("resnet"));

    assertThat(BatchNormFolding.fold(folded)).isEqualTo(folded);
  }

  private static int pathLength(InferenceGraph graph) {
    return graph.nodes().size() - graph.weightNodes().size();
  }

  private static double[] predict(InferenceGraph graph, FloatNdArray batch) {
    try (GradientEngine engine = GradientEngine.open(graph)) {
      return engine
          .predict(Batch.of("image", batch))
          .streamOfObjects()
          .mapToDouble(Float::doubleValue)
          .toArray();
    }
  }

  private static FloatNdArray noise() {
    Random random = new Random(1);
    FloatNdArray values = NdArrays.ofFloats(Shape.of(4, 32, 32, 3));
    values.scalars().forEach(value -> value.setFloat(random.nextFloat()));
    return values;
  }
}
