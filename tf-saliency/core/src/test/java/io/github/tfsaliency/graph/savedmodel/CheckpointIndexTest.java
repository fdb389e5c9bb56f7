package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.fuzz.CheckpointMutator;
import io.github.tfsaliency.graph.InferenceGraph;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;

/** A good checkpoint with one thing wrong. */
class CheckpointIndexTest {
  private static final Path MLP = Path.of("src/test/resources/models/mlp");
  private static final InferenceGraph GRAPH = SavedModelImporter.read(ModelSelection.of(MLP));
  private static final String WEIGHT =
      requireNonNull(GRAPH.variables().values().asList().get(0)).tensorName();
  private static final String DATA = "variables.data-00000-of-00001";

  @TempDir Path folder;
  private Map<String, byte[]> entries;

  @BeforeEach
  void copy() throws IOException {
    Path variables = MLP.resolve("variables");
    Files.copy(variables.resolve(DATA), folder.resolve(DATA));
    Files.copy(variables.resolve("variables.index"), folder.resolve("variables.index"));
    entries = CheckpointMutator.entries(index());
  }

  private byte[] index() throws IOException {
    return Files.readAllBytes(folder.resolve("variables.index"));
  }

  private BundleEntryProto.Builder weight() throws InvalidProtocolBufferException {
    return BundleEntryProto.parseFrom(requireNonNull(entries.get(WEIGHT))).toBuilder();
  }

  private void write(BundleEntryProto.Builder weight) throws IOException {
    entries.put(WEIGHT, weight.build().toByteArray());
    writeEntries();
  }

  private void writeEntries() throws IOException {
    Files.write(folder.resolve("variables.index"), CheckpointMutator.table(entries));
  }

  private void check() throws IOException {
    assertThat(
            CheckpointIndex.check(
                ModelFolder.of(folder), "variables", GRAPH.nodes(), GRAPH.variables()))
        .isEqualTo(folder.toRealPath().resolve("variables").toString());
  }

  private void assertRefused(String what) {
    assertThatThrownBy(this::check)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The file '%s' cannot be used as the index of a checkpoint: %s.\n"
                + "Maybe it was damaged while it was copied, or comes from another export.",
            folder.resolve("variables.index"), what);
  }

  @Test
  void aGoodIndexIsAccepted() throws IOException {
    assertThatCode(this::check).doesNotThrowAnyException();
    writeEntries();
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void aCompressedIndexIsAccepted() throws IOException {
    Files.write(folder.resolve("variables.index"), CheckpointMutator.compressedTable(entries));
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void whatACompressedIndexSaysIsCheckedToo() throws IOException {
    entries.put(WEIGHT, weight().setShardId(7).build().toByteArray());
    Files.write(folder.resolve("variables.index"), CheckpointMutator.compressedTable(entries));
    assertRefused("'" + WEIGHT + "' lies in a file that is not counted");
  }

  @Test
  void aBlockThatIsNotCompressedAsItSaysIsRefused() throws IOException {
    Files.write(
        folder.resolve("variables.index"),
        CheckpointMutator.table(entries, block -> new byte[] {100, (byte) 0xff, 1, 2}));
    assertRefused("a compressed block cannot be read");
  }

  @Test
  void aBlockThatGrowsBeyondTheLimitIsRefusedBeforeItDoes() throws IOException {
    byte[] twoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};
    Files.write(
        folder.resolve("variables.index"),
        CheckpointMutator.table(entries, block -> twoGigabytes.clone()));
    assertRefused("its blocks have more than 268435456 bytes once they are decompressed");
  }

  @Test
  void aFileThatIsNotCountedIsRefused() throws IOException {
    write(weight().setShardId(7));
    assertRefused("'" + WEIGHT + "' lies in a file that is not counted");
  }

  @Test
  void aFileThatDoesNotExistIsNamed() throws IOException {
    entries.put(
        "",
        BundleHeaderProto.parseFrom(requireNonNull(entries.get(""))).toBuilder()
            .setNumShards(2)
            .build()
            .toByteArray());
    writeEntries();
    assertThatThrownBy(this::check)
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The SavedModel '%s' has no file 'variables.data-00000-of-00002', so weights are"
                + " missing: they lie in 2 files of that kind.\n"
                + "Maybe copy the whole folder, with its subfolder 'variables'.",
            folder);
  }

  @Test
  void anImpossibleNumberOfFilesIsRefused() throws IOException {
    entries.put("", BundleHeaderProto.newBuilder().setNumShards(-1).build().toByteArray());
    writeEntries();
    assertRefused("it counts -1 files of weights");
  }

  @Test
  void aSizeThatIsNotTheShapesIsRefused() throws IOException {
    write(weight().setSize(weight().getSize() - 4));
    assertRefused("the size of '" + WEIGHT + "' does not fit");
  }

  @Test
  void aWeightBehindTheEndOfItsFileIsRefused() throws IOException {
    write(weight().setOffset(Long.MAX_VALUE));
    assertRefused("'" + WEIGHT + "' lies behind the end of '" + DATA + "'");
  }

  @Test
  void aShapeThatCannotBeIsRefused() throws IOException {
    BundleEntryProto.Builder weight = weight();
    weight.getShapeBuilder().getDimBuilder(0).setSize(1L << 62);
    write(weight);
    assertRefused("the shape of '" + WEIGHT + "' cannot be");
  }

  @Test
  void aTypeThatIsNoneIsRefused() throws IOException {
    write(weight().setDtype(DataType.DT_VARIANT));
    assertRefused("the type of '" + WEIGHT + "' is unknown");
  }

  @Test
  void aWeightOfAnotherShapeThanTheGraphsIsRefused() throws IOException {
    BundleEntryProto.Builder weight = weight();
    weight.getShapeBuilder().addDimBuilder().setSize(1);
    write(weight);
    assertThatThrownBy(this::check)
        .hasMessageContaining("'" + WEIGHT + "' is not what the variable '");
  }

  @Test
  void entriesThatShareBytesAreNamed() throws IOException {
    entries.put(WEIGHT + "_copy", requireNonNull(entries.get(WEIGHT)));
    writeEntries();
    assertRefused("'" + WEIGHT + "' and '" + WEIGHT + "_copy' share bytes");
  }

  @Test
  void aMissingWeightIsNamed() throws IOException {
    entries.remove(WEIGHT);
    writeEntries();
    assertRefused("it lacks '" + WEIGHT + "'");
  }

  @Test
  void aChecksumThatDoesNotFitIsRefused() throws IOException {
    byte[] index = index();
    index[10] ^= 1;
    Files.write(folder.resolve("variables.index"), index);
    assertRefused("a checksum does not fit");
  }

  @Test
  void aTruncatedIndexIsRefused() throws IOException {
    Files.write(folder.resolve("variables.index"), Arrays.copyOf(index(), 100));
    assertRefused("it does not end like one");
  }

  @Test
  void anEmptyIndexIsRefused() throws IOException {
    Files.write(folder.resolve("variables.index"), new byte[0]);
    assertRefused("it is too short");
  }

  @Test
  void moreEntriesThanAnyModelHasAreRefused() throws IOException {
    for (int i = 0; i < 1_000_000; i++) {
      entries.put("v" + i, new byte[0]);
    }
    writeEntries();
    assertRefused("a block has more than 1000000 restarts");
  }

  @Test
  void groupsInsideEachOtherAreRefused() throws IOException {
    byte[] groups = new byte[10_000];
    Arrays.fill(groups, 0, 5_000, (byte) (1 << 3 | 3));
    Arrays.fill(groups, 5_000, 10_000, (byte) (1 << 3 | 4));
    entries.put(WEIGHT, groups);
    writeEntries();
    assertRefused("its messages lie more than 100 deep in each other");
  }
}
