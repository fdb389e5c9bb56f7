package io.github.tfsaliency.fuzz;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorSliceProto;

/** A checkpoint whose table is well-formed and whose entries lie. */
final class HostileCheckpoint {
  private static final long[] NUMBERS = {-1, 0, 1, 1 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE};

  private final Random random;
  private final Map<String, BundleEntryProto> entries = new LinkedHashMap<>();
  private BundleHeaderProto header = BundleHeaderProto.getDefaultInstance();
  private byte[] data;
  private String dataFile = "variables.data-00000-of-00001";
  private boolean hasData = true;

  HostileCheckpoint(Random random, FuzzSeed seed) {
    this.random = random;
    data = seed.data().toByteArray();
    try {
      for (Map.Entry<String, byte[]> entry :
          CheckpointMutator.entries(seed.index().toByteArray()).entrySet()) {
        if (entry.getKey().isEmpty()) {
          header = BundleHeaderProto.parseFrom(entry.getValue());
        } else {
          entries.put(entry.getKey(), BundleEntryProto.parseFrom(entry.getValue()));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes one thing and says which. */
  String damage() {
    List<String> keys = new ArrayList<>(entries.keySet());
    String key = keys.get(random.nextInt(keys.size()));
    BundleEntryProto.Builder entry = requireNonNull(entries.get(key)).toBuilder();
    BundleEntryProto other = requireNonNull(entries.get(keys.get(random.nextInt(keys.size()))));
    String what;
    switch (random.nextInt(12)) {
      case 0 -> {
        what = "entries that share bytes";
        entry.setOffset(other.getOffset());
      }
      case 1 -> {
        what = "an entry that reaches into the next";
        entry.setOffset(Math.max(0, entry.getOffset() + random.nextInt(65) - 32));
      }
      case 2 -> {
        what = "a file that ends early";
        data = Arrays.copyOf(data, random.nextInt(data.length));
      }
      case 3 -> {
        what = "no file";
        hasData = false;
      }
      case 4 -> {
        what = "files that are not there";
        int shards = 2 + random.nextInt(3);
        header = header.toBuilder().setNumShards(shards).build();
        dataFile =
            String.format(
                Locale.ROOT, "variables.data-%05d-of-%05d", random.nextInt(shards), shards);
        entry.setShardId(random.nextInt(shards + 1));
      }
      case 5 -> {
        what = "a huge shape";
        entry.setShape(GraphMaker.shape(number(), number()));
      }
      case 6 -> {
        what = "a huge place";
        entry.setOffset(number()).setSize(number());
      }
      case 7 -> {
        what = "a size and a shape that fit each other";
        long size = Math.min(data.length, 1L << random.nextInt(24));
        entry.setShape(GraphMaker.shape(size / 4)).setSize(size / 4 * 4).setOffset(0);
      }
      case 8 -> {
        what = "another type";
        entry.setDtype(
            List.of(DataType.DT_STRING, DataType.DT_VARIANT, DataType.DT_DOUBLE, DataType.DT_HALF)
                .get(random.nextInt(4)));
      }
      case 9 -> {
        what = "slices";
        for (int i = random.nextInt(3); i >= 0; i--) {
          TensorSliceProto.Builder slice = TensorSliceProto.newBuilder();
          for (int d = entry.getShape().getDimCount(); d > 0; d--) {
            slice.addExtent(
                TensorSliceProto.Extent.newBuilder()
                    .setStart(random.nextInt(3))
                    .setLength(1 + random.nextInt(3)));
          }
          entry.addSlices(slice);
        }
      }
      case 10 -> {
        what = "other values";
        for (int i = 0; i < 8; i++) {
          data[random.nextInt(data.length)] = (byte) 0xff;
        }
      }
      default -> {
        what = "thousands of entries of the same bytes";
        for (int i = 0; i < 3000; i++) {
          entries.put(key + "/copy_" + i, entry.build());
        }
      }
    }
    entries.put(key, entry.build());
    return what;
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  /** The files by name, with checksums that fit as far as their bytes are there. */
  Map<String, byte[]> files() {
    Map<String, byte[]> table = new LinkedHashMap<>();
    table.put("", header.toByteArray());
    entries.forEach(
        (key, entry) -> {
          boolean inside =
              entry.getOffset() >= 0
                  && entry.getSize() >= 0
                  && entry.getOffset() <= data.length
                  && entry.getSize() <= data.length - entry.getOffset();
          int checksum =
              inside
                  ? CheckpointMutator.maskedCrc(
                      data, (int) entry.getOffset(), (int) entry.getSize())
                  : entry.getCrc32C();
          table.put(key, entry.toBuilder().setCrc32C(checksum).build().toByteArray());
        });
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("variables.index", CheckpointMutator.table(table));
    if (hasData) {
      files.put(dataFile, data);
    }
    return files;
  }
}
