package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** One damaged model, made of a seed and a number and of nothing else. */
final class FuzzCase {
  private final Random random;
  private final ImmutableList<FuzzSeed> seeds;
  private final FuzzSeed seed;
  private byte[] graph;
  private byte[] index;
  private byte[] data;

  private FuzzCase(Random random, ImmutableList<FuzzSeed> seeds) {
    this.random = random;
    this.seeds = seeds;
    // The small models are as good as the large ones, and faster.
    seed = seeds.get(random.nextInt(3) > 0 ? random.nextInt(4) : random.nextInt(seeds.size()));
    graph = seed.graph().toByteArray();
    index = seed.index().toByteArray();
    data = seed.data().toByteArray();
  }

  static FuzzCase of(long seed, long number, ImmutableList<FuzzSeed> seeds) throws IOException {
    FuzzCase made = new FuzzCase(new Random(seed * 1_000_003 + number), seeds);
    made.damage();
    return made;
  }

  FuzzSeed seed() {
    return seed;
  }

  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve("saved_model.pb"), graph);
    Files.write(folder.resolve(FuzzSeed.INDEX), index);
    Files.write(folder.resolve(FuzzSeed.DATA), data);
  }

  private void damage() throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> graph = bytes(graph);
      case 3 -> graph = splice(graph);
      case 4 -> index = bytes(index);
      case 5 -> data = bytes(data);
      case 6, 7 -> index = CheckpointMutator.flipWithinBlock(index, random);
      case 8, 9, 10 ->
          index =
              CheckpointMutator.changeEntries(
                  index, random, new ProtoMutator(random, List.of("a", ""), List.of()));
      default -> graph = structure();
    }
  }

  /** Flips, overwrites, cuts or doubles a stretch of bytes. */
  private byte[] bytes(byte[] good) {
    int at = random.nextInt(good.length);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(good, at);
      case 1 -> withHugeNumber(good, at);
      case 2 -> withRepetition(good, at);
      default -> withFlippedBits(good);
    };
  }

  /** Nine bytes that all say "goes on": as a length, more than anybody has. */
  private static byte[] withHugeNumber(byte[] good, int at) {
    byte[] bytes = good.clone();
    for (int i = 0; i < 10 && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (i < 9 ? 0xff : 0x01);
    }
    return bytes;
  }

  private byte[] withRepetition(byte[] good, int at) {
    int length = Math.min(random.nextInt(100), good.length - at);
    byte[] longer = Arrays.copyOf(good, good.length + length);
    System.arraycopy(good, at, longer, at + length, good.length - at);
    return longer;
  }

  private byte[] withFlippedBits(byte[] good) {
    byte[] bytes = good.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** The start of one file and the end of another. */
  private byte[] splice(byte[] good) {
    byte[] other = seeds.get(random.nextInt(seeds.size())).graph().toByteArray();
    int cut = random.nextInt(good.length);
    int from = random.nextInt(other.length);
    byte[] spliced = Arrays.copyOf(good, cut + other.length - from);
    System.arraycopy(other, from, spliced, cut, other.length - from);
    return spliced;
  }

  private byte[] structure() throws IOException {
    SavedModel model = seed.model();
    List<Message> donors = new ArrayList<>();
    SavedModel other = seeds.get(random.nextInt(4)).model();
    List<String> vocabulary = new ArrayList<>();
    for (FunctionDef function :
        other.getMetaGraphs(0).getGraphDef().getLibrary().getFunctionList()) {
      donors.add(function);
      function.getNodeDefList().forEach(donors::add);
    }
    for (NodeDef node : model.getMetaGraphs(0).getGraphDef().getNodeList()) {
      vocabulary.add(node.getName());
    }
    vocabulary.addAll(seed.path());
    ImmutableSet<String> path = seed.path();
    ProtoMutator fields = new ProtoMutator(random, vocabulary, donors);
    return new ModelMutator(random, path, fields).mutate(model).toByteArray();
  }
}
