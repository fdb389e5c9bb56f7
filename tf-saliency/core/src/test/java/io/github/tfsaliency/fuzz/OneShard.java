package io.github.tfsaliency.fuzz;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;

/**
 * A checkpoint in one file of values, which is what the mutations know.
 *
 * @param index the bytes of {@code variables.index}
 * @param data the values
 */
record OneShard(ByteString index, ByteString data) {
  static OneShard of(Path folder) throws IOException {
    byte[] index = Files.readAllBytes(folder.resolve(FuzzSeed.INDEX));
    Map<String, byte[]> entries = CheckpointMutator.entries(index);
    BundleHeaderProto header = BundleHeaderProto.parseFrom(entries.getOrDefault("", new byte[0]));
    if (header.getNumShards() == 1) {
      return new OneShard(
          ByteString.copyFrom(index),
          ByteString.copyFrom(Files.readAllBytes(folder.resolve(FuzzSeed.DATA))));
    }
    ByteString.Output data = ByteString.newOutput();
    long[] starts = new long[header.getNumShards()];
    for (int shard = 0; shard < starts.length; shard++) {
      starts[shard] = data.size();
      String name =
          FuzzSeed.DATA.replace(
              "00000-of-00001", "0000" + shard + "-of-0000" + header.getNumShards());
      data.write(Files.readAllBytes(folder.resolve(name)));
    }
    Map<String, byte[]> joined = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      joined.put(
          entry.getKey(),
          entry.getKey().isEmpty()
              ? header.toBuilder().setNumShards(1).build().toByteArray()
              : moved(BundleEntryProto.parseFrom(entry.getValue()), starts));
    }
    return new OneShard(ByteString.copyFrom(CheckpointMutator.table(joined)), data.toByteString());
  }

  private static byte[] moved(BundleEntryProto entry, long[] starts) {
    return entry.toBuilder()
        .setOffset(entry.getOffset() + starts[entry.getShardId()])
        .setShardId(0)
        .build()
        .toByteArray();
  }
}
