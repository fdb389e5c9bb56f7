package io.github.tfsaliency.output;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The file that marks a staging folder as ours, locked as long as its process lives. The system
 * gives the lock back however the process ends, so the process that gets it knows that nobody
 * writes there any more.
 *
 * <p>Lines: {@value #MARK}, the machine, which folder is the new one, then the names of what its
 * contents supersede.
 */
final class StagingLock implements Closeable {
  static final String FILE = "tf-saliency.lock";

  /** Where results are written; after an exchange it is the old folder that has this name. */
  static final String FRESH = "new";

  private static final String MARK = "staging folder of tf-saliency";
  private static final int MAX_BYTES = 1 << 16;

  /**
   * A network folder may be mounted without locks that reach beyond the machine, so the lock of
   * another one is believed to be free only after this time.
   */
  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofDays(7);

  private final Path file;
  private final FileChannel channel;
  private final ImmutableSet<String> superseded;
  private final boolean wasExchanged;

  private StagingLock(
      Path file, FileChannel channel, ImmutableSet<String> superseded, boolean wasExchanged) {
    this.file = file;
    this.channel = channel;
    this.superseded = superseded;
    this.wasExchanged = wasExchanged;
  }

  /**
   * Marks an empty folder, and makes the one for the results in it.
   *
   * @throws NoSuchFileException if it was taken for dead before it was marked
   */
  static StagingLock create(Path staging, ImmutableSet<String> superseded) throws IOException {
    Path file = staging.resolve(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(channel);
      Path fresh = Files.createDirectory(staging.resolve(FRESH));
      String text = String.join("\n", MARK, machine(), key(fresh), String.join("\n", superseded));
      ByteBuffer bytes = UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(file.toString());
      }
      return new StagingLock(file, channel, superseded, false);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      // A file system without locks. Nobody else can lock the file either, so nobody takes it for
      // dead; what a killed process leaves there is left.
    }
  }

  /**
   * Takes over the staging folder of a process that has ended.
   *
   * @return empty if it is not ours, may still be written, or is empty and was removed
   */
  static Optional<StagingLock> ofDead(Path staging) throws IOException {
    Path file = staging.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      // Killed before it was marked; a folder that holds anything stays.
      deleteIfEmpty(staging);
      return Optional.empty();
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      Optional<StagingLock> dead = isFree(channel) ? read(file, channel) : Optional.empty();
      if (dead.isEmpty()) {
        channel.close();
      }
      return dead;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isFree(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  private static Optional<StagingLock> read(Path file, FileChannel channel) throws IOException {
    if (channel.size() == 0) {
      // Killed between making and marking it.
      deleteIfEmpty(file.resolveSibling(FRESH));
      Files.deleteIfExists(file);
      deleteIfEmpty(requireNonNull(file.getParent(), "staging"));
      return Optional.empty();
    }
    if (channel.size() > MAX_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Until it is full.
    }
    List<String> lines = Splitter.on('\n').splitToList(UTF_8.decode(bytes.flip()).toString());
    if (lines.size() < 4 || !lines.get(0).equals(MARK)) {
      return Optional.empty();
    }
    boolean here = lines.get(1).equals(machine());
    Instant marked = Files.getLastModifiedTime(file).toInstant();
    if (!here && marked.plus(PATIENCE_WITH_OTHERS).isAfter(Instant.now())) {
      return Optional.empty();
    }
    Path fresh = file.resolveSibling(FRESH);
    return Optional.of(
        new StagingLock(
            file,
            channel,
            lines.stream().skip(3).filter(line -> !line.isEmpty()).collect(toImmutableSet()),
            here && Files.isDirectory(fresh) && !key(fresh).equals(lines.get(2))));
  }

  /** Tells folders apart until the machine is started again. */
  private static String key(Path folder) throws IOException {
    return String.valueOf(Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // It is not empty, so it is being made by somebody, or is none of ours.
    }
  }

  /** What shares its file locks: a running kernel, or a computer by its name. */
  static String machine() throws IOException {
    Path boot = Path.of("/proc/sys/kernel/random/boot_id");
    return Files.isReadable(boot)
        ? Files.readString(boot).strip()
        : InetAddress.getLocalHost().getHostName();
  }

  ImmutableSet<String> superseded() {
    return superseded;
  }

  /** Whether the folder that results were written into has become the one at their place. */
  boolean wasExchanged() {
    return wasExchanged;
  }

  /** Removes the file. */
  void delete() throws IOException {
    // Windows deletes no file that is open.
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
