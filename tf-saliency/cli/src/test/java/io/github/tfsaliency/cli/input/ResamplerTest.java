package io.github.tfsaliency.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  /** SciPy's resample_poly; the references are rounded to 12 digits. */
  @Test
  void samplesAreThoseOfSciPy() throws IOException {
    JsonObject references =
        JsonParser.parseString(
                Files.readString(Path.of("src/test/resources/sounds/resampled.json")))
            .getAsJsonObject();
    double[] signal = doubles(references.getAsJsonArray("signal"));

    for (JsonElement each : references.getAsJsonArray("resampled")) {
      JsonObject reference = each.getAsJsonObject();
      int from = reference.get("from").getAsInt();
      int to = reference.get("to").getAsInt();

      assertThat(Resampler.resample(signal, from, to))
          .as("%s to %s", from, to)
          .containsExactly(doubles(reference.getAsJsonArray("samples")), within(2e-12));
    }
  }

  @Test
  void theSameRateLeavesAllAsItIs() {
    assertThat(Resampler.resample(new double[] {0.25, -1}, 8000, 8000)).containsExactly(0.25, -1);
  }

  @Test
  void aRateThatCannotBeIsRefused() {
    assertThatThrownBy(() -> Resampler.resample(new double[1], 0, 8000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Resampler.resample(new double[1], 8000, 2_000_000_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] doubles(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }
}
