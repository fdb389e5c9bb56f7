package io.github.tfsaliency.cli.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.file.GroupsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class SampleGroupsTest {
  @TempDir private Path folder;

  @Test
  void columnsThatAPersonKnowsAreNames() throws IOException {
    InputView row =
        new InputView.Row(
            ImmutableList.of("age", "colour=red", "colour=blue", "a", "b", "c"),
            ImmutableList.of("1", "1", "0", "1", "1", "1"));
    Path json =
        Files.writeString(
            folder.resolve("groups.json"), "{\"looks\": [\"colour\"], \"rest\": [\"*\"]}");
    Map<String, FloatNdArray> values =
        Map.of(
            "metadata",
            NdArrays.ofFloats(Shape.of(1, 6)),
            "image",
            NdArrays.ofFloats(Shape.of(1, 32, 32, 3)));

    FeatureGroups groups;
    try (Model model = Model.load(Path.of("../core/src/test/resources/models/two_inputs"))) {
      groups =
          SampleGroups.of(
              GroupsFile.read(json), model, values, SampleGroups.columns(Map.of("metadata", row)));
    }

    assertThat(groups.names()).containsExactly("looks", "rest");
    assertThat(groups.labels("metadata", Shape.of(6))).containsExactly(1, 0, 0, 1, 1, 1);
  }
}
