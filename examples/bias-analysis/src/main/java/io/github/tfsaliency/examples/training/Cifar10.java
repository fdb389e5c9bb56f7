package io.github.tfsaliency.examples.training;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * Reads CIFAR-10 in its binary format: records of 3,073 bytes, a label and 32 x 32 pixels of each
 * colour.
 *
 * <p>Source: Krizhevsky, <i>Learning Multiple Layers of Features from Tiny Images</i>, 2009, and <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">the dataset's page</a>.
 */
public final class Cifar10 {
  /** The number of classes. */
  public static final int CLASSES = 10;

  /** The shape of a picture. */
  public static final Shape PICTURE = Shape.of(32, 32, 3);

  private static final ImmutableList<String> TRAIN =
      ImmutableList.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  private static final String TEST = "test_batch.bin";
  private static final int CHANNELS = 3;
  private static final int PIXELS = 32 * 32;
  private static final int RECORD = 1 + CHANNELS * PIXELS;
  private static final float BRIGHTEST = 255;

  private final Path folder;

  private Cifar10(Path folder) {
    this.folder = folder;
  }

  /**
   * Uses a folder.
   *
   * @param folder with {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code
   *     test_batch.bin}
   * @return a reader
   */
  public static Cifar10 in(Path folder) {
    return new Cifar10(folder);
  }

  /**
   * Reads pictures to learn from. Files that are not needed for them need not be there.
   *
   * @param count how many, from the first file on; at most as many as there are are read
   * @return pictures {@code [N, 32, 32, 3]} in 0..1
   * @throws SaliencyException if a file is missing, cannot be read or is no such file
   */
  public Dataset train(int count) {
    return read(TRAIN, count);
  }

  /**
   * Reads pictures to test with.
   *
   * @param count how many, from the start; at most as many as there are are read
   * @return pictures {@code [N, 32, 32, 3]} in 0..1
   * @throws SaliencyException if the file is missing, cannot be read or is no such file
   */
  public Dataset test(int count) {
    return read(ImmutableList.of(TEST), count);
  }

  private Dataset read(List<String> names, int count) {
    checkArgument(count > 0, "The number of pictures (%s) must be positive.", count);
    Records records = new Records(count);
    for (String name : names) {
      if (records.size < count) {
        records.add(folder.resolve(name));
      }
    }
    return records.dataset();
  }

  private static final class Records {
    private final int limit;
    private final ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    private float[] values = {};
    private int size;

    private Records(int limit) {
      this.limit = limit;
    }

    private void add(Path file) {
      int count = Math.min(limit - size, count(file));
      byte[] bytes = bytes(file, count * RECORD);
      values = Arrays.copyOf(values, (size + count) * CHANNELS * PIXELS);
      for (int i = 0; i < count; i++) {
        int label = Byte.toUnsignedInt(bytes[i * RECORD]);
        if (label >= CLASSES) {
          throw new SaliencyException(
              Message.of(
                  "'%s' is no file of CIFAR-10: the label of record %s is %s, not in 0..%s.",
                  file, i, label, CLASSES - 1));
        }
        labels.add(label);
        for (int k = 0; k < CHANNELS * PIXELS; k++) {
          int from = i * RECORD + 1 + k % CHANNELS * PIXELS + k / CHANNELS;
          values[(size + i) * CHANNELS * PIXELS + k] = Byte.toUnsignedInt(bytes[from]) / BRIGHTEST;
        }
      }
      size += count;
    }

    private Dataset dataset() {
      return Dataset.of(values, PICTURE, labels.build(), CLASSES);
    }
  }

  private static int count(Path file) {
    if (Files.notExists(file)) {
      throw new SaliencyException(
          Message.of(
              "There is no file '%s'.\nMaybe name the folder 'cifar-10-batches-bin'.", file));
    }
    RegularFile.require(file);
    try {
      long bytes = Files.size(file);
      if (bytes == 0 || bytes % RECORD != 0) {
        throw new SaliencyException(
            Message.of(
                "'%s' is no file of CIFAR-10: its %s bytes are no positive multiple of %s.",
                file, bytes, RECORD));
      }
      return Math.toIntExact(bytes / RECORD);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] bytes(Path file, int count) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(count);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static SaliencyException unreadable(Path file, IOException e) {
    return new SaliencyException(Message.of("'%s' cannot be read: %s.", file, e), e);
  }
}
