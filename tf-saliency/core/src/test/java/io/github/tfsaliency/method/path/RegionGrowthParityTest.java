package io.github.tfsaliency.method.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the same attribution and regions, the map is that of the code of XRAI's authors. */
class RegionGrowthParityTest {
  private static final Path REFERENCES = Path.of("src/test/resources/references/methods");
  private static final int PIXELS = 32 * 32;
  private static final int CHANNELS = 3;

  @ParameterizedTest
  @CsvSource({
    "vgg, full, 50",
    "vgg, full_min_pixel_diff_1, 1",
    "vgg, fast, 50",
    "vgg, fast_min_pixel_diff_1, 1",
    "resnet, full, 50",
    "resnet, full_min_pixel_diff_1, 1",
    "resnet, fast, 50",
    "resnet, fast_min_pixel_diff_1, 1",
    "mobilenet, full, 50",
    "mobilenet, full_min_pixel_diff_1, 1",
    "mobilenet, fast, 50",
    "mobilenet, fast_min_pixel_diff_1, 1",
  })
  void mapIsThatOfTheAuthors(String network, String path, int minNew) {
    try (HdfFile file = new HdfFile(REFERENCES.resolve(network + ".h5"))) {
      float[] base = (float[]) file.getDatasetByPath("xrai/base_attribution").getDataFlat();
      float[] expected = (float[]) file.getDatasetByPath("xrai/" + path).getDataFlat();
      int[] masks = (int[]) file.getDatasetByPath("xrai/segments").getDataFlat();
      List<int[]> regions = new ArrayList<>();
      for (int start = 0; start < masks.length; start += PIXELS) {
        int first = start;
        regions.add(IntStream.range(0, PIXELS).filter(i -> masks[first + i] != 0).toArray());
      }
      double largest = 0;
      for (int sample = 0; sample < expected.length / PIXELS; sample++) {
        RegionGrowth growth = new RegionGrowth(greatest(base, sample), regions, minNew);
        double[] map = path.startsWith("fast") ? growth.fast() : growth.full();
        for (int i = 0; i < PIXELS; i++) {
          largest = Math.max(largest, Math.abs(map[i] - expected[sample * PIXELS + i]));
        }
      }
      assertThat(largest).isLessThan(1e-7);
    }
  }

  private static double[] greatest(float[] base, int sample) {
    double[] greatest = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      int first = (sample * PIXELS + i) * CHANNELS;
      greatest[i] = Math.max(base[first], Math.max(base[first + 1], base[first + 2]));
    }
    return greatest;
  }
}
