package io.github.tfsaliency.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class GroupsFileTest {
  private static final ImmutableList<GroupedInput> TABLE =
      ImmutableList.of(
          new GroupedInput("x", Shape.of(4), ImmutableList.of("age", "3", "height", "weight")));

  @TempDir private Path folder;

  private FeatureGroups groups(String json, List<GroupedInput> inputs) throws IOException {
    Path file = Files.writeString(folder.resolve("groups.json"), json);
    return GroupsFile.read(file).groupsOf(inputs);
  }

  @Test
  void columnsAndNumbersAreGrouped() throws IOException {
    FeatureGroups groups = groups("{\"body\": [\"weight\", 2], \"all else\": [\"*\"]}", TABLE);

    assertThat(groups.names()).containsExactly("body", "all else");
    assertThat(groups.labels("x", Shape.of(4))).containsExactly(1, 1, 0, 0);
  }

  @Test
  void aTextOfDigitsIsAColumnFirst() throws IOException {
    assertThat(groups("{\"g\": [\"3\"]}", TABLE).labels("x", Shape.of(4)))
        .containsExactly(1, 0, 2, 3);
    assertThat(groups("{\"g\": [3]}", TABLE).labels("x", Shape.of(4))).containsExactly(1, 2, 3, 0);
  }

  @Test
  void aMaskHasNames() throws IOException {
    Npy.write(folder.resolve("mask.npy"), StdArrays.ndCopyOf(new float[][] {{0, 1, 1}, {2, 2, 0}}));

    FeatureGroups groups =
        groups(
            "{\"mask\": \"mask.npy\", \"names\": [\"sky\", \"sea\", \"sand\"]}",
            List.of(GroupedInput.of("x", Shape.of(2, 3, 1))));

    assertThat(groups.names()).containsExactly("sky", "sea", "sand");
    assertThat(groups.labels("x", Shape.of(2, 3, 1))).containsExactly(0, 1, 1, 2, 2, 0);
  }

  @Test
  void withoutNamesGroupsAreCalledByTheirNumbers() throws IOException {
    Npy.write(folder.resolve("mask.npy"), StdArrays.ndCopyOf(new float[] {7, 1, 7, 3}));

    assertThat(groups("{\"mask\": \"mask.npy\"}", TABLE).names()).containsExactly("1", "3", "7");
  }

  @Test
  void aGroupMayBeCalledMask() throws IOException {
    assertThat(groups("{\"mask\": [\"age\"]}", TABLE).names()).startsWith("mask");
  }

  @Test
  void aMaskOfAnotherShapeIsRefused() throws IOException {
    Npy.write(folder.resolve("mask.npy"), StdArrays.ndCopyOf(new float[] {0, 1, 1}));

    assertThatThrownBy(() -> groups("{\"mask\": \"mask.npy\"}", TABLE))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("Groups of a mask of shape [3] do not fit values of shape [4].");
  }

  @Test
  void aMaskOfHalvesIsRefused() throws IOException {
    Npy.write(folder.resolve("mask.npy"), StdArrays.ndCopyOf(new float[] {0, 1, 0.5f, 1}));

    assertThatThrownBy(() -> groups("{\"mask\": \"mask.npy\"}", TABLE))
        .hasMessageContaining("A mask has the value 0.5 at 2, which is not a whole number.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|It must be an object",
        "{}|It must be an object",
        "null|It must be an object",
        "{\"a\": \"age\"}|The group 'a' must be a list",
        "{\"a\": {\"b\": [1]}}|The group 'a' must be a list",
        "{\"a\": [null]}|which is neither a name",
        "{\"a\": [-1]}|The group 'a' has '-1', which is neither a name",
        "{\"a\": [1.5]}|The group 'a' has '1.5', which is neither a name",
        "{\"a\": [1e999999]}|which is neither a name",
        "{\"a\": [99999999999999999999]}|which is neither a name",
        "{\"a\": [4]}|The group 'a' has the feature 4, but the input 'x'",
        "{\"a\": []}|The group 'a' names no feature",
        "{\"a\": [\"\"]}|The group 'a' names '', which is neither a column",
        "{\"\": [1]}|A group has no name",
        "{\"a\": [\"*\"], \"b\": [\"*\"]}|is in the group 'a' and in 'b'",
        "{\"a\": [\"*\"], \"b\": [0,1,2,3]}|The group 'a' (0 of the mask) has no feature",
        "{\"a\": [1], \"a\": [2]}|The key 'a' is given twice",
        "{\"a\": [1, 1]}|The feature '1' is in the group 'a' and in 'a'",
        "{\"a\": [1]} {}|It is not JSON at",
        "{\"a\": [1|It ends too early",
        "{\"a\": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}|nested more than",
        "{\"mask\": \"nowhere.npy\"}|There is no file",
        "{\"mask\": \"\\u0000\"}|is not a file name",
        "{\"mask\": {}}|There is no input in 'mask'",
        "{\"mask\": {\"x\": 1}}|must be a file's name",
        "{\"mask\": \"m.npy\", \"name\": []}|In addition to 'mask' and 'names' it has the keys"
            + " [name]",
      })
  void whatIsNoneIsRefusedWithItsReason(String json, String reason) {
    assertThatThrownBy(() -> groups(json, TABLE))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void otherEncodingsAreRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("groups.json"), "{\"ä\": [1]}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> GroupsFile.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("It is not text in UTF-8.");
  }

  @Test
  void severalInputsHaveAMaskEach() throws IOException {
    Npy.write(folder.resolve("a.npy"), StdArrays.ndCopyOf(new float[] {0, 1}));
    Npy.write(folder.resolve("b.npy"), StdArrays.ndCopyOf(new float[] {1, 0, 0}));
    List<GroupedInput> inputs =
        List.of(GroupedInput.of("a", Shape.of(2)), GroupedInput.of("b", Shape.of(3, 5)));

    FeatureGroups groups = groups("{\"mask\": {\"a\": \"a.npy\", \"b\": \"b.npy\"}}", inputs);

    assertThat(groups.labels("b", Shape.of(3))).containsExactly(1, 0, 0);
    assertThatThrownBy(() -> groups("{\"mask\": \"a.npy\"}", inputs))
        .hasMessageContaining("There must be a mask for each of the inputs [a, b].");
  }
}
