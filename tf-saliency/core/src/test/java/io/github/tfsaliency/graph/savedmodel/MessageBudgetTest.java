package io.github.tfsaliency.graph.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.files.ModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SignatureDef;

/** Small files that would be large in memory. */
class MessageBudgetTest {
  private static final int GROUP = 3;
  private static final int END_GROUP = 4;

  private static final String NO_MEMORY =
      "it would take more than 1,073,741,824 bytes of memory beside its weights";
  private static final String TOO_DEEP = "its messages lie more than 100 deep in each other";

  @TempDir Path folder;

  /** A field of bytes in whatever holds it. */
  private static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.writeByteArray(number, value);
      coded.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /** The same field again and again, without a value. */
  private static byte[] empties(int number, int count) {
    byte[] one = field(number, new byte[0]);
    byte[] all = new byte[one.length * count];
    for (int i = 0; i < all.length; i++) {
      all[i] = one[i % one.length];
    }
    return all;
  }

  /** Groups of a field that no message has. */
  private static byte[] groups(int depth) {
    byte[] all = new byte[2 * depth];
    Arrays.fill(all, 0, depth, (byte) (1 << 3 | GROUP));
    Arrays.fill(all, depth, 2 * depth, (byte) (1 << 3 | END_GROUP));
    return all;
  }

  private static byte[] graph(byte[] graph) {
    return field(
        SavedModel.META_GRAPHS_FIELD_NUMBER, field(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER, graph));
  }

  private static byte[] attribute(byte[] entry) {
    return graph(field(GraphDef.NODE_FIELD_NUMBER, field(NodeDef.ATTR_FIELD_NUMBER, entry)));
  }

  private static byte[] list(byte[] list) {
    return attribute(field(2, field(AttrValue.LIST_FIELD_NUMBER, list)));
  }

  private void assertRefused(byte[] file, String why) throws IOException {
    Files.write(folder.resolve("saved_model.pb"), file);
    assertRefused(why);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> SavedModelFile.read(ModelFolder.of(folder), ImmutableSet.of("serve")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(
            "The file '%s' cannot be read as a SavedModel: %s.\n"
                + "Maybe it was truncated while it was copied, or is another kind of file.",
            folder.resolve("saved_model.pb"), why);
  }

  @Test
  void sixtyMegabytesOfEmptyNodesAreRefusedBeforeTheyAreBuilt() throws IOException {
    Files.write(
        folder.resolve("saved_model.pb"), graph(empties(GraphDef.NODE_FIELD_NUMBER, 30_000_000)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertRefused("it has more than 500,000 nodes");

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
  }

  @Test
  void nodesOfAllFunctionsCountTogether() throws IOException {
    byte[] function = empties(FunctionDef.NODE_DEF_FIELD_NUMBER, 250_001);
    byte[] library = field(FunctionDefLibrary.FUNCTION_FIELD_NUMBER, function);
    byte[] both = Arrays.copyOf(library, 2 * library.length);
    System.arraycopy(library, 0, both, library.length, library.length);

    assertRefused(
        graph(field(GraphDef.LIBRARY_FIELD_NUMBER, both)), "it has more than 500,000 nodes");
  }

  @ParameterizedTest
  @CsvSource({"tensor, 8, 6000000", "shape, 7, 20000000", "func, 9, 10000000", "s, 2, 20000000"})
  void emptyValuesInAListAreRefused(String name, int number, int count) throws IOException {
    assertRefused(list(empties(number, count)), NO_MEMORY);
  }

  @Test
  void packedNumbersAreRefused() throws IOException {
    assertRefused(list(field(AttrValue.ListValue.I_FIELD_NUMBER, new byte[70_000_000])), NO_MEMORY);
  }

  @Test
  void functionsGraphsObjectsAndCollectionsAreRefused() throws IOException {
    assertRefused(
        graph(
            field(
                GraphDef.LIBRARY_FIELD_NUMBER,
                empties(FunctionDefLibrary.FUNCTION_FIELD_NUMBER, 3_000_000))),
        NO_MEMORY);
    assertRefused(empties(SavedModel.META_GRAPHS_FIELD_NUMBER, 5_000_000), NO_MEMORY);
    assertRefused(
        field(
            SavedModel.META_GRAPHS_FIELD_NUMBER,
            field(
                MetaGraphDef.OBJECT_GRAPH_DEF_FIELD_NUMBER,
                empties(SavedObjectGraph.NODES_FIELD_NUMBER, 10_000_000))),
        NO_MEMORY);
    assertRefused(
        field(
            SavedModel.META_GRAPHS_FIELD_NUMBER,
            field(
                MetaGraphDef.COLLECTION_DEF_FIELD_NUMBER,
                field(
                    2,
                    field(
                        CollectionDef.BYTES_LIST_FIELD_NUMBER,
                        empties(CollectionDef.BytesList.VALUE_FIELD_NUMBER, 20_000_000))))),
        NO_MEMORY);
  }

  @Test
  void entriesOfMapsAreRefused() throws IOException {
    assertRefused(
        graph(field(GraphDef.NODE_FIELD_NUMBER, empties(NodeDef.ATTR_FIELD_NUMBER, 20_000_000))),
        NO_MEMORY);
    assertRefused(
        field(
            SavedModel.META_GRAPHS_FIELD_NUMBER,
            field(
                MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER,
                field(2, empties(SignatureDef.INPUTS_FIELD_NUMBER, 20_000_000)))),
        NO_MEMORY);
  }

  @Test
  void fieldsThatNoMessageHasAreRefused() throws IOException {
    assertRefused(list(empties(31, 20_000_000)), NO_MEMORY);
  }

  @Test
  void groupsInsideEachOtherInAnEntryOfAMapAreRefused() throws IOException {
    assertRefused(attribute(groups(1_000_000)), TOO_DEEP);
  }

  @Test
  void groupsInsideEachOtherInACheckpointAreRefused() {
    assertThatThrownBy(
            () ->
                new MessageBudget()
                    .spend(
                        BundleEntryProto.getDescriptor(), ByteString.copyFrom(groups(1_000_000))))
        .hasMessage(TOO_DEEP);
  }

  @Test
  void messagesInsideEachOtherAreRefused() throws IOException {
    byte[] value = {};
    for (int i = 0; i < 100; i++) {
      value = field(2, field(AttrValue.FUNC_FIELD_NUMBER, field(2, value)));
    }
    assertRefused(attribute(value), TOO_DEEP);
  }

  @Test
  void anEntryWithManyValuesIsRefused() throws IOException {
    assertRefused(attribute(empties(2, 3)), "an entry of a map has more than 2 fields");
  }

  @Test
  void tagsOfManyGraphsAreNotAllShown() throws IOException {
    Files.write(
        folder.resolve("saved_model.pb"), empties(SavedModel.META_GRAPHS_FIELD_NUMBER, 100_000));
    assertThatThrownBy(() -> SavedModelFile.read(ModelFolder.of(folder), ImmutableSet.of("serve")))
        .hasMessage(
            "The SavedModel '%s' has no graph with the tags [serve], only [[], [], [], [], []] and"
                + " 99995 more.\nMaybe choose one of these with Model.from(path).tags(...).",
            folder);
  }

  @Test
  void aFileOfMoreThanTwoGibibytesIsRefused() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("saved_model.pb").toFile(), "rw")) {
      file.setLength(1L << 31);
    }
    assertRefused("it has 2,147,483,648 bytes, and no SavedModel has more than 2,147,483,647");
  }

  @Test
  void aStackThatIsTooSmallForAMessageIsARefusal() {
    assertThatThrownBy(
            () ->
                MessageBudget.bounded(
                    () -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("its messages lie too deep in each other");
  }
}
