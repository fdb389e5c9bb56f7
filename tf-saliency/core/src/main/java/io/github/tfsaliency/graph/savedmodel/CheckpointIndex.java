package io.github.tfsaliency.graph.savedmodel;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.CheckpointKey;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.graph.TypeSizes;
import io.github.tfsaliency.graph.check.TensorLimits;
import io.github.tfsaliency.graph.files.ModelFolder;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/**
 * The entries of a checkpoint's index for the variables that will be restored. TensorFlow ends the
 * process at impossible sizes, so they are checked before it reads them.
 */
public final class CheckpointIndex {
  /** Of the order of a kilobyte a variable, so this is enough for a million. */
  private static final int MAX_INDEX_BYTES = 1 << 28;

  /** What Java reads of it: the keys and the values of a table. */
  private static final int MAX_READ = 1 << 28;

  private static final String INDEX = ".index";

  private static final int MAX_SHARDS = 99_999;
  private static final double MAX_TENSOR_BYTES = 1L << 40;

  private final ModelFolder folder;
  private final String prefix;
  private final ImmutableMap<ByteString, ByteString> entries;
  private final int shards;

  private CheckpointIndex(
      ModelFolder folder, String prefix, ImmutableMap<ByteString, ByteString> entries, int shards) {
    this.folder = folder;
    this.prefix = prefix;
    this.entries = entries;
    this.shards = shards;
  }

  /**
   * Refuses a checkpoint that does not hold the variables of a graph as the graph declares them.
   *
   * @param folder that it lies in
   * @param prefix the name of the checkpoint in there without {@code .index}
   * @param nodes that make the variables, by name
   * @param variables where each variable is to be restored from, by its node's name
   * @return the path of the checkpoint for TensorFlow, which will open the files that were checked
   * @throws UnsupportedModelException if the index or the weights were damaged, truncated, or
   *     belong to another model
   */
  public static String check(
      ModelFolder folder,
      String prefix,
      Map<String, NodeDef> nodes,
      Map<String, CheckpointKey> variables) {
    return within(
        folder,
        prefix,
        index -> {
          for (Map.Entry<String, CheckpointKey> variable : variables.entrySet()) {
            index.check(requireNonNull(nodes.get(variable.getKey())), variable.getValue());
          }
          return forTensorFlow(folder, prefix);
        });
  }

  /**
   * Reads a tensor.
   *
   * @param folder that the checkpoint lies in
   * @param prefix the name of the checkpoint in there without {@code .index}
   * @param key the tensor's name
   * @throws UnsupportedModelException if the index or the tensor was damaged, or there is no such
   *     tensor
   */
  static StoredTensor read(ModelFolder folder, String prefix, String key) {
    return within(folder, prefix, index -> index.tensor(key));
  }

  /** What is done with an index. */
  private interface Reading<T> {
    T of(CheckpointIndex index) throws IOException;
  }

  private static <T> T within(ModelFolder folder, String prefix, Reading<T> reading) {
    Path file = folder.directory().resolve(prefix + INDEX);
    try {
      Path real =
          folder
              .findContent(prefix + INDEX)
              .orElseThrow(() -> new IOException("it does not exist"));
      ImmutableMap<ByteString, ByteString> entries =
          CheckpointTable.read(ModelFolder.readBytes(real, file, MAX_INDEX_BYTES));
      requireSmall(entries);
      CheckpointIndex index = new CheckpointIndex(folder, prefix, entries, shards(entries));
      index.requireSoundEntries();
      return reading.of(index);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnsupportedModelException(
          Message.of(
              "The file '%s' cannot be used as the index of a checkpoint: %s.\n"
                  + "Maybe it was damaged while it was copied, or comes from another export.",
              file, Message.reason(e)),
          e);
    }
  }

  private StoredTensor tensor(String key) throws IOException {
    ByteString wanted = ByteString.copyFromUtf8(key);
    require(entries.containsKey(wanted), "it lacks '" + Shown.name(key) + "'");
    BundleEntryProto entry = entry(wanted);
    String name = Shown.name(key);
    require(entry.getSlicesCount() == 0, "'" + name + "' lies in slices");
    require(entry.getSize() <= MAX_READ, "'" + name + "' has more than " + MAX_READ + " bytes");
    String shard = shard(entry.getShardId());
    Path real = folder.findContent(shard).orElseThrow(() -> missing(shard));
    try (InputStream in = ModelFolder.open(real)) {
      in.skipNBytes(entry.getOffset());
      byte[] bytes = in.readNBytes((int) entry.getSize());
      StoredTensor tensor =
          new StoredTensor(
              entry.getDtype(), ShapeProtos.read(entry.getShape()), ByteString.copyFrom(bytes));
      require(
          bytes.length == entry.getSize() && tensor.fits(entry.getCrc32C()),
          "the checksum of '" + name + "' does not fit");
      return tensor;
    }
  }

  /**
   * TensorFlow looks for the index as a pattern, and opens what it can find in the old format if
   * that does not fit. A star or a question mark fits itself, and a path of Windows has no others.
   */
  private static String forTensorFlow(ModelFolder folder, String prefix) {
    Path path = folder.real().resolve(prefix);
    String text = path.toString();
    boolean pattern = text.indexOf('[') >= 0 || text.indexOf('\\') >= 0;
    if (pattern && path.getFileSystem().getSeparator().equals("/")) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' lies in '%s', which TensorFlow reads as a pattern.\n"
                  + "Maybe rename its folders so that none has a bracket or a backslash.",
              folder.directory(), folder.real()));
    }
    return text;
  }

  /** Of all entries together, those too that no variable reads. */
  private static void requireSmall(ImmutableMap<ByteString, ByteString> entries)
      throws IOException {
    MessageBudget budget = new MessageBudget();
    for (Map.Entry<ByteString, ByteString> entry : entries.entrySet()) {
      budget.spend(
          entry.getKey().isEmpty()
              ? BundleHeaderProto.getDescriptor()
              : BundleEntryProto.getDescriptor(),
          entry.getValue());
    }
  }

  private static int shards(ImmutableMap<ByteString, ByteString> entries) throws IOException {
    ByteString header = entries.get(ByteString.EMPTY);
    if (header == null) {
      throw new IOException("it has no header");
    }
    BundleHeaderProto parsed = MessageBudget.bounded(() -> BundleHeaderProto.parseFrom(header));
    if (parsed.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
      throw new IOException("it was written on a big-endian machine");
    }
    if (parsed.getNumShards() < 1 || parsed.getNumShards() > MAX_SHARDS) {
      throw new IOException("it counts " + parsed.getNumShards() + " files of weights");
    }
    return parsed.getNumShards();
  }

  /** Also what is not restored: a slice leads to entries that no variable names. */
  private void requireSoundEntries() throws IOException {
    Map<Integer, Long> lengths = new HashMap<>();
    List<Stretch> stretches = new ArrayList<>();
    for (ByteString key : entries.keySet()) {
      if (key.isEmpty()) {
        continue;
      }
      String name = Shown.name(key.toStringUtf8());
      BundleEntryProto entry = entry(key);
      long bytes = bytes(entry, name);
      boolean plain = entry.getDtype() != DataType.DT_STRING && entry.getSlicesCount() == 0;
      require(!plain || entry.getSize() == bytes, "the size of '" + name + "' does not fit");
      require(
          entry.getShardId() >= 0 && entry.getShardId() < shards,
          "'" + name + "' lies in a file that is not counted");
      long length = length(entry.getShardId(), lengths);
      require(
          entry.getOffset() >= 0
              && entry.getSize() >= 0
              && entry.getSize() <= length
              && entry.getOffset() <= length - entry.getSize(),
          "'" + name + "' lies behind the end of '" + fileName(shard(entry.getShardId())) + "'");
      for (TensorSliceProto slice : entry.getSlicesList()) {
        requireSound(slice, entry, name);
      }
      if (entry.getSize() > 0) {
        stretches.add(new Stretch(entry.getShardId(), entry.getOffset(), entry.getSize(), name));
      }
    }
    requireApart(stretches);
  }

  /** The bytes of an entry. */
  private record Stretch(int shard, long offset, long size, String name) {}

  /** A file of a few bytes could otherwise hold any number of weights. */
  private static void requireApart(List<Stretch> stretches) throws IOException {
    stretches.sort(Comparator.comparingInt(Stretch::shard).thenComparingLong(Stretch::offset));
    for (int i = 1; i < stretches.size(); i++) {
      Stretch before = stretches.get(i - 1);
      Stretch next = stretches.get(i);
      require(
          before.shard() != next.shard() || before.offset() + before.size() <= next.offset(),
          "'" + before.name() + "' and '" + next.name() + "' share bytes");
    }
  }

  private static long bytes(BundleEntryProto entry, String name) throws IOException {
    int size = TypeSizes.bytes(entry.getDtype());
    require(size > 0, "the type of '" + name + "' is unknown");
    TensorShapeProto shape = entry.getShape();
    boolean fits = !shape.getUnknownRank() && shape.getDimCount() <= TensorLimits.DIMENSIONS_GIVEN;
    double elements = 1;
    long bytes = size;
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      fits &= dimension.getSize() >= 0;
      elements *= Math.max(1, dimension.getSize());
      bytes *= dimension.getSize();
    }
    require(fits && elements * size < MAX_TENSOR_BYTES, "the shape of '" + name + "' cannot be");
    return bytes;
  }

  private static void requireSound(TensorSliceProto slice, BundleEntryProto entry, String name)
      throws IOException {
    boolean fits = slice.getExtentCount() == entry.getShape().getDimCount();
    for (int i = 0; fits && i < slice.getExtentCount(); i++) {
      TensorSliceProto.Extent extent = slice.getExtent(i);
      long most = entry.getShape().getDim(i).getSize();
      fits =
          extent.hasLength()
              ? extent.getStart() >= 0
                  && extent.getLength() > 0
                  && extent.getLength() <= most
                  && extent.getStart() <= most - extent.getLength()
              : extent.getStart() == 0;
    }
    require(fits, "a slice of '" + name + "' lies outside it");
  }

  private void check(NodeDef variable, CheckpointKey key) throws IOException {
    ByteString wanted = ByteString.copyFromUtf8(key.tensorName());
    require(entries.containsKey(wanted), "it lacks '" + Shown.name(key.tensorName()) + "'");
    BundleEntryProto entry = entry(wanted);
    AttrValue type = variable.getAttrOrThrow("dtype");
    TensorShapeProto declared = variable.getAttrOrThrow("shape").getShape();
    boolean fits = declared.getUnknownRank() || !key.slice().isEmpty();
    if (!fits) {
      fits = declared.getDimCount() == entry.getShape().getDimCount();
      for (int i = 0; fits && i < declared.getDimCount(); i++) {
        long size = declared.getDim(i).getSize();
        fits = size < 0 || size == entry.getShape().getDim(i).getSize();
      }
    }
    require(
        fits && entry.getDtype() == type.getType(),
        "'"
            + Shown.name(key.tensorName())
            + "' is not what the variable '"
            + Shown.name(variable.getName())
            + "' of the graph is");
  }

  private BundleEntryProto entry(ByteString key) throws IOException {
    ByteString entry = requireNonNull(entries.get(key));
    return MessageBudget.bounded(() -> BundleEntryProto.parseFrom(entry));
  }

  private String shard(int number) {
    return String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, number, shards);
  }

  private static String fileName(String shard) {
    return shard.substring(shard.lastIndexOf('/') + 1);
  }

  private long length(int number, Map<Integer, Long> known) throws IOException {
    Long length = known.get(number);
    if (length == null) {
      String shard = shard(number);
      Path real = folder.findContent(shard).orElseThrow(() -> missing(shard));
      length = Files.size(real);
      known.put(number, length);
    }
    return length;
  }

  private UnsupportedModelException missing(String shard) {
    return new UnsupportedModelException(
        Message.of(
            "The SavedModel '%s' has no file '%s', so weights are missing: they lie in %s.\n"
                + "Maybe copy the whole folder, with its subfolder 'variables'.",
            folder.directory(),
            shard,
            Message.part(shards == 1 ? "this one" : Message.of("%s files of that kind", shards))));
  }

  private static void require(boolean fits, String what) throws IOException {
    if (!fits) {
      throw new IOException(what);
    }
  }
}
