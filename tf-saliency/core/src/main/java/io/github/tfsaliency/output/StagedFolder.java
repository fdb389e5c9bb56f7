package io.github.tfsaliency.output;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that appears complete or not at all. It is written to a hidden folder {@code .NAME.UUID}
 * next to its place, and moved there when it is finished.
 *
 * <p>However the process ends, SIGKILL included, the place has either what it had before or all
 * results, never some of them. Closing without publishing, SIGTERM and SIGINT remove the hidden
 * folder; after SIGKILL the next run with the same place does. A hidden folder is removed only if
 * it has such a name, the mark of this class, and a lock that no process holds. So runs may share a
 * place, on one machine or, by a network folder, on several.
 *
 * <p>An existing folder is exchanged for the new one in one step. Its other files are in the new
 * folder, too, as the same files. If this is not possible, the guarantee is weaker:
 *
 * <ul>
 *   <li>A file system (or Windows) that cannot exchange folders: the old one is renamed and then
 *       the new one. Between these two steps there is no folder; if the process is killed there,
 *       the next run with the same place puts the old one back.
 *   <li>A place that is a mount point or holds the working directory, a folder above that may not
 *       be written, or a file system without hard links where there is something to keep: files are
 *       moved into place one by one, each of them whole, a chosen one last.
 * </ul>
 *
 * <p>For one thread, apart from the shutdown hook.
 */
public final class StagedFolder implements AutoCloseable {
  private static final String OLD = "old";
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  /** A folder without a mark may be taken for dead just when it is made. */
  private static final int ATTEMPTS = 10;

  private final Path target;
  private final Path above;
  private final Path staging;
  private final ImmutableSet<String> superseded;
  private final Swap swap;
  private @Nullable StagingLock lock;
  private boolean isClosed;

  /** The hidden folder holds what was at the place, some of which may be nowhere else yet. */
  private boolean holdsOld;

  /** Exchanges two folders, or says that it cannot. */
  interface Swap {
    boolean swap(Path one, Path other);
  }

  private StagedFolder(Path target, Path above, ImmutableSet<String> superseded, Swap swap) {
    this.target = target;
    this.above = above;
    this.staging = above.resolve("." + target.getFileName() + "." + UUID.randomUUID());
    this.superseded = superseded;
    this.swap = swap;
  }

  /**
   * Prepares a folder, after removing the remains of dead processes.
   *
   * @param place the folder's place; the folders above it are created
   * @param superseded names in an existing folder that are not kept when it is replaced
   * @return an open one
   * @throws NotDirectoryException if something else than a folder is there
   * @throws IOException if it cannot be written
   */
  public static StagedFolder at(Path place, Set<String> superseded) throws IOException {
    return at(place, superseded, Exchange::swap);
  }

  static StagedFolder at(Path place, Set<String> superseded, Swap swap) throws IOException {
    Path target = real(place);
    Path above = isMounted(target) ? target : parent(target);
    sweep(above, target);
    for (int attempt = 1; ; attempt++) {
      StagedFolder folder = new StagedFolder(target, above, ImmutableSet.copyOf(superseded), swap);
      try {
        folder.open();
        return folder;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Links are followed: it is what they point to that is replaced. */
  private static Path real(Path place) throws IOException {
    Path absolute = place.toAbsolutePath().normalize();
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isDirectory(absolute) || absolute.toRealPath().getParent() == null) {
        throw new NotDirectoryException(place.toString());
      }
      return absolute.toRealPath();
    }
    Path above = parent(absolute);
    Files.createDirectories(above);
    return above.toRealPath().resolve(absolute.getFileName());
  }

  /** Only a root has none, and no root is taken. */
  private static Path parent(Path path) {
    return requireNonNull(path.getParent(), "parent");
  }

  /** Whether its files can be moved only within itself. */
  private static boolean isMounted(Path target) {
    if (!Files.isDirectory(target)) {
      return false;
    }
    try {
      return !Files.isWritable(parent(target))
          || !Files.getFileStore(target).equals(Files.getFileStore(parent(target)));
    } catch (IOException e) {
      // Some containers hide what is mounted where.
      return false;
    }
  }

  private synchronized void open() throws IOException {
    LiveFolders.add(staging, this::abandon);
    try {
      Files.createDirectory(staging);
      lock = StagingLock.create(staging, superseded);
    } catch (IOException e) {
      abandon();
      throw e;
    }
  }

  /** Removes what dead processes left, and gives back the folder that they had renamed. */
  private static synchronized void sweep(Path above, Path target) throws IOException {
    String prefix = "." + target.getFileName() + ".";
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(
            above, folder -> isStaging(folder, prefix) && !LiveFolders.contains(folder))) {
      folders.forEach(found::add);
    }
    for (Path staging : found) {
      try {
        Optional<StagingLock> dead = StagingLock.ofDead(staging);
        if (dead.isPresent()) {
          remove(staging, target, dead.get());
        }
      } catch (IOException e) {
        // Another process removes it too, or it belongs to another user: what is left is not ours.
      }
    }
  }

  private static boolean isStaging(Path folder, String prefix) {
    String name = folder.getFileName().toString();
    return name.startsWith(prefix)
        && ID.matcher(name.substring(prefix.length())).matches()
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private static void remove(Path staging, Path target, StagingLock dead) throws IOException {
    try (dead) {
      Path fresh = staging.resolve(StagingLock.FRESH);
      Contents contents = new Contents(Set.of(), dead.superseded());
      if (dead.wasExchanged() && Files.isDirectory(target)) {
        contents.retire(fresh, target, false);
      }
      settle(staging.resolve(OLD), target, contents, false);
      delete(staging, dead);
    }
  }

  /** Gives a folder back that was renamed, if nothing has taken its place. */
  private static void settle(Path old, Path target, Contents contents, boolean isOver)
      throws IOException {
    if (!Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      contents.retire(old, target, isOver);
    } else {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** The lock goes last: until then the next process can see what this is. */
  private static void delete(Path staging, @Nullable StagingLock lock) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(staging)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(StagingLock.FILE)) {
          MoreFiles.deleteRecursively(file, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    }
    if (lock != null) {
      lock.delete();
    }
    Files.deleteIfExists(staging.resolve(StagingLock.FILE));
    Files.deleteIfExists(staging);
  }

  /**
   * Where the files are written.
   *
   * @return an existing folder
   */
  public Path path() {
    return staging.resolve(StagingLock.FRESH);
  }

  /**
   * Whether there is nothing at the place.
   *
   * @return true if there is no folder, or one that holds at most what is being written for it
   * @throws IOException if the folder cannot be read
   */
  public boolean isFree() throws IOException {
    if (!Files.exists(target)) {
      return true;
    }
    String prefix = "." + target.getFileName() + ".";
    try (Stream<Path> files = Files.list(target)) {
      return files.allMatch(file -> above.equals(target) && isStaging(file, prefix));
    }
  }

  /**
   * Moves the results to a place where nothing is, or an empty folder.
   *
   * @param last the file that is moved last where they are moved one by one
   * @throws DirectoryNotEmptyException if somebody has filled the folder in the meantime
   * @throws IOException if they cannot be moved
   */
  public synchronized void publishNew(String last) throws IOException {
    requireOpen();
    if (!isFree()) {
      throw new DirectoryNotEmptyException(target.toString());
    }
    if (isMovable()) {
      moveToFreePlace();
    } else {
      moveOneByOne(Contents.of(path(), superseded), List.of(last));
    }
  }

  /**
   * Moves the results to their place, as described above. Existing files are kept, except for files
   * of the same names and superseded ones.
   *
   * @param last the file that is moved last where they are moved one by one
   * @throws IOException if they cannot be moved, or a folder that would have to be exchanged cannot
   *     be
   */
  public synchronized void publish(String last) throws IOException {
    requireOpen();
    Contents contents = Contents.of(path(), superseded);
    if (isFree() && isMovable() && movedToFreePlace()) {
      return;
    }
    contents.requirePlacesIn(target);
    if (isMovable() && isCarried(contents) && replaced(contents)) {
      return;
    }
    if (superseded.stream().noneMatch(name -> Files.exists(target.resolve(name)))) {
      moveOneByOne(contents, List.of(last));
    } else {
      throw new FileSystemException(
          target.toString(), null, "it cannot be exchanged for another folder");
    }
  }

  /**
   * Moves the results into their place one by one, each complete. Existing files are kept, except
   * for files of the same names.
   *
   * @param last the files that are moved last, in this order, as they tell of the others
   * @throws IOException if they cannot be moved; those that were moved stay
   */
  public synchronized void add(List<String> last) throws IOException {
    requireOpen();
    Contents contents = Contents.of(path(), superseded);
    if (isFree() && isMovable() && movedToFreePlace()) {
      return;
    }
    contents.requirePlacesIn(target);
    moveOneByOne(contents, last);
  }

  /**
   * Moves finished files into the place, in the given order and each complete, while others are
   * still being written. Existing files are kept, except for files of the same names.
   *
   * @param names of files in {@link #path()}
   * @throws IOException if they cannot be moved; those that were moved stay
   */
  public synchronized void addFinished(List<String> names) throws IOException {
    requireOpen();
    List<Path> files = names.stream().map(Path::of).toList();
    new Contents(Set.copyOf(files), superseded).requirePlacesIn(target);
    move(files);
  }

  private void requireOpen() throws IOException {
    if (isClosed) {
      throw new IOException("the process is ending");
    }
  }

  private boolean isMovable() throws IOException {
    return !above.equals(target) && !holdsWorkingDirectory() && !isMounted(target);
  }

  /** A process that works in the folder would be left in a removed one. */
  private boolean holdsWorkingDirectory() {
    try {
      return Path.of("").toRealPath().startsWith(target);
    } catch (IOException e) {
      return false;
    }
  }

  private void moveToFreePlace() throws IOException {
    if (Files.isDirectory(target)) {
      Contents.copyPermissions(target, path());
    }
    Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean movedToFreePlace() throws IOException {
    try {
      moveToFreePlace();
      return true;
    } catch (FileSystemException e) {
      if (isFree()) {
        throw e;
      }
      // Another run was faster.
      return false;
    }
  }

  private boolean isCarried(Contents contents) {
    try {
      contents.carry(target, path());
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // No hard links here, or not to files of others.
      return false;
    }
  }

  private boolean replaced(Contents contents) throws IOException {
    holdsOld = true;
    if (swap.swap(path(), target)) {
      contents.retire(path(), target, true);
      holdsOld = false;
      return true;
    }
    Path old = staging.resolve(OLD);
    try {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      holdsOld = false;
      return false;
    }
    try {
      Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      settle(old, target, contents, true);
      holdsOld = false;
    }
    return true;
  }

  private void moveOneByOne(Contents contents, List<String> last) throws IOException {
    List<Path> files = new ArrayList<>(contents.results());
    for (String name : last) {
      Path end = Path.of(name);
      if (files.remove(end)) {
        files.add(end);
      }
    }
    move(files);
  }

  private void move(List<Path> files) throws IOException {
    for (Path file : files) {
      Path placed = target.resolve(file);
      Files.createDirectories(placed.getParent());
      Files.move(path().resolve(file), placed, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Removes the hidden folder, unless it holds what was at the place and could not be removed: then
   * the next run looks after it.
   */
  @Override
  public synchronized void close() throws IOException {
    if (isClosed) {
      return;
    }
    if (!holdsOld && Files.exists(staging)) {
      delete(staging, lock);
    } else if (lock != null) {
      lock.close();
    }
    isClosed = true;
    LiveFolders.remove(staging);
  }

  /** Removes the hidden folder while another thread may still be writing into it. */
  synchronized void abandon() {
    for (int attempt = 0; attempt < ATTEMPTS && !isClosed; attempt++) {
      try {
        close();
      } catch (IOException e) {
        // A file came after its folder was read.
      }
    }
    isClosed = true;
    LiveFolders.remove(staging);
  }
}
