package io.github.tfsaliency.method.hiding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Given the coalitions and their scores, the fit is that of the package of LIME's authors. */
class LimeFitTest {
  private static final Path REFERENCES = Path.of("src/test/resources/references/methods");

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void weightsAndCoefficientsAreThoseOfThePackage(String network) {
    try (HdfFile file = new HdfFile(REFERENCES.resolve(network + ".h5"))) {
      int[][] kept = (int[][]) file.getDatasetByPath("lime/coalitions").getData();
      float[] weights = (float[]) file.getDatasetByPath("lime/weights").getData();
      float[][] scores = (float[][]) file.getDatasetByPath("lime/scores").getData();
      float[][] ridge = (float[][]) file.getDatasetByPath("lime/ridge_coefficients").getData();
      int players = kept[0].length;
      List<Coalition> coalitions = new ArrayList<>();
      for (int[] row : kept) {
        coalitions.add(Lime.of().coalition(bits(row), players, 1));
      }

      for (int i = 0; i < weights.length; i++) {
        assertThat(coalitions.get(i).weight()).isCloseTo(weights[i], within(1e-6));
      }
      for (int sample = 0; sample < scores.length; sample++) {
        double[] fit = LimeFit.of(coalitions, players, doubles(scores[sample])).values();
        assertThat(fit).containsExactly(doubles(ridge[sample]), within(1e-5));
      }
    }
  }

  private static BitSet bits(int[] row) {
    BitSet bits = new BitSet(row.length);
    for (int i = 0; i < row.length; i++) {
      bits.set(i, row[i] != 0);
    }
    return bits;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
