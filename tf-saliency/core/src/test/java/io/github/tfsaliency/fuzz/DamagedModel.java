package io.github.tfsaliency.fuzz;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.Message;
import io.github.tfsaliency.ModelLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** A real model with damaged files: bytes, fields of messages, entries of the checkpoint. */
final class DamagedModel implements FuzzCase {
  private final Random random;
  private final ImmutableList<FuzzSeed> seeds;
  private final FuzzSeed seed;
  private byte @Nullable [] graph;
  private byte @Nullable [] index;
  private byte @Nullable [] data;

  DamagedModel(Random random, ImmutableList<FuzzSeed> seeds) {
    this.random = random;
    this.seeds = seeds;
    // The smallest models are as good as the others at most things, and faster.
    int kind = random.nextInt(10);
    seed = seeds.get(kind < 6 ? 0 : kind < 8 ? random.nextInt(4) : random.nextInt(seeds.size()));
    damage();
  }

  @Override
  public String about() {
    return seed.name();
  }

  @Override
  public void writeTo(Path folder) throws IOException {
    seed.writeTo(folder);
    write(folder.resolve(FuzzSeed.GRAPH), graph);
    write(folder.resolve(FuzzSeed.INDEX), index);
    write(folder.resolve(FuzzSeed.DATA), data);
  }

  @Override
  public ModelLoader loader(Path folder) {
    return seed.loader(folder);
  }

  private static void write(Path file, byte @Nullable [] bytes) throws IOException {
    if (bytes != null) {
      Files.write(file, bytes);
    }
  }

  private void damage() {
    byte[] goodGraph = seed.graph().toByteArray();
    byte[] goodIndex = seed.index().toByteArray();
    switch (random.nextInt(30)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> graph = bytes(goodGraph);
      case 12, 13 -> graph = splice(goodGraph);
      case 14, 15, 16 -> index = bytes(goodIndex);
      case 17 -> data = bytes(seed.data().toByteArray());
      case 18, 19, 20, 21, 22, 23 -> index = CheckpointMutator.flipWithinBlock(goodIndex, random);
      case 24, 25 ->
          index =
              CheckpointMutator.changeEntries(
                  goodIndex, random, new ProtoMutator(random, List.of("a", ""), List.of()));
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

  private byte[] structure() {
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
