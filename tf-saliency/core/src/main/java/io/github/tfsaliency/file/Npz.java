package io.github.tfsaliency.file;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Reads several arrays by their names, from a {@code .npz} file of NumPy: a ZIP file of {@code
 * .npy} files, compressed or not. Only what is asked for is unpacked.
 */
public final class Npz {
  private static final String END = ".npy";
  private static final int MOST_ARRAYS = 10_000;

  /** However few bytes they take in the file. */
  private static final long MOST_VALUES = 1L << 28;

  private Npz() {}

  /**
   * The arrays of a file.
   *
   * @param file a {@code .npz} file
   * @return their names, in the order of the file
   * @throws SaliencyException if the file cannot be read, has a name twice, or too many
   */
  public static ImmutableSet<String> names(Path file) {
    try (ZipFile zip = open(file)) {
      List<String> names = new ArrayList<>();
      zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(END))
          .limit(MOST_ARRAYS + 1)
          .forEach(name -> names.add(name.substring(0, name.length() - END.length())));
      ImmutableSet<String> distinct = names.stream().collect(toImmutableSet());
      if (names.isEmpty() || names.size() > MOST_ARRAYS || distinct.size() != names.size()) {
        throw new SaliencyException(
            Message.of(
                "The file '%s' has %s arrays of %s names, but must have 1 to %s, all different.\n"
                    + "Maybe save arrays with numpy.savez(path, name=array).",
                file, names.size(), distinct.size(), MOST_ARRAYS));
      }
      return distinct;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads arrays.
   *
   * @param file a {@code .npz} file
   * @param names of the arrays
   * @return the arrays by their names
   * @throws SaliencyException if the file cannot be read, lacks one, or they have more than 2^28
   *     values together
   */
  public static ImmutableMap<String, FloatNdArray> read(Path file, Set<String> names) {
    ImmutableSet<String> there = names(file);
    ImmutableMap.Builder<String, FloatNdArray> arrays = ImmutableMap.builder();
    try (ZipFile zip = open(file)) {
      long left = MOST_VALUES;
      for (String name : names) {
        if (!there.contains(name)) {
          throw new SaliencyException(
              Message.of(
                  "The file '%s' has no array '%s'.\nMaybe one of %s.",
                  file, name, NearestNames.of(name, there)));
        }
        ZipEntry entry = requireNonNull(zip.getEntry(name + END));
        Message.Part what = Message.part(Message.of("array '%s' of the file '%s'", name, file));
        try (InputStream stream = new BufferedInputStream(zip.getInputStream(entry))) {
          FloatNdArray array = Npy.read(stream, what, left);
          left -= array.size();
          arrays.put(name, array);
        }
      }
      return arrays.buildOrThrow();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ZipFile open(Path file) throws IOException {
    RegularFile.require(file);
    return new ZipFile(file.toFile());
  }

  private static SaliencyException unreadable(Path file, IOException e) {
    return new SaliencyException(
        Message.of(
            "The file '%s' cannot be read: %s.\n%s",
            file,
            e,
            Message.part(
                e instanceof ZipException
                    ? "Maybe it is damaged, or was not saved with numpy.savez."
                    : "Maybe check that it may be read.")),
        e);
  }
}
