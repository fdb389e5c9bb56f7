package io.github.tfsaliency.output;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files that move from the old folder of a place to the new one: all except results of the same
 * names and superseded files.
 *
 * @param results the files of the new folder, by their paths in it
 * @param superseded names in the old folder that end with it
 */
record Contents(Set<Path> results, ImmutableSet<String> superseded) {
  /** All files below a folder. */
  static Contents of(Path folder, ImmutableSet<String> superseded) throws IOException {
    Set<Path> files = new TreeSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(folder.relativize(file));
            return FileVisitResult.CONTINUE;
          }
        });
    return new Contents(files, superseded);
  }

  /** Fails if a result has the name of a folder, or lies in what is a file. */
  void requirePlacesIn(Path folder) throws IOException {
    for (Path result : results) {
      if (isSuperseded(result)) {
        continue;
      }
      if (Files.isDirectory(folder.resolve(result), LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(
            folder.resolve(result).toString(), null, "a folder has the name of a file of results");
      }
      for (Path at = result.getParent(); at != null; at = at.getParent()) {
        if (Files.isRegularFile(folder.resolve(at))) {
          throw new FileSystemException(
              folder.resolve(at).toString(), null, "a file has the name of a folder of results");
        }
      }
    }
  }

  private boolean isSuperseded(Path path) {
    return superseded.contains(path.getName(0).toString());
  }

  /**
   * Puts what stays into the new folder too, as further names of the same files.
   *
   * @throws IOException or {@link UnsupportedOperationException} where that is not possible
   */
  void carry(Path old, Path fresh) throws IOException {
    Files.walkFileTree(
        old,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path path = old.relativize(folder);
            if (isSuperseded(path)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(fresh.resolve(path));
            copyPermissions(folder, fresh.resolve(path));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path path = old.relativize(file);
            Path copy = fresh.resolve(path);
            if (isSuperseded(path) || results.contains(path)) {
              return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
              Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
            } else {
              Files.createLink(copy, file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(Files.getPosixFilePermissions(from));
    }
  }

  /**
   * Removes an old folder that has been replaced, but loses nothing: what came into it after {@link
   * #carry} is moved to its place.
   *
   * @param isOver whether a file that was saved anew in the meantime replaces the one that was
   *     carried, which only the run knows that wrote the results
   */
  void retire(Path old, Path place, boolean isOver) throws IOException {
    Files.walkFileTree(
        old,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path path = old.relativize(file);
            Path placed = place.resolve(path);
            if (isSuperseded(path)
                || results.contains(path)
                || isSame(file, placed)
                || (!isOver && Files.exists(placed, LinkOption.NOFOLLOW_LINKS))) {
              Files.deleteIfExists(file);
            } else {
              Files.createDirectories(placed.getParent());
              Files.move(file, placed, StandardCopyOption.ATOMIC_MOVE);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Path path = old.relativize(folder);
            if (!isSuperseded(path)) {
              Files.createDirectories(place.resolve(path));
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isSame(Path file, Path placed) throws IOException {
    return Files.isSymbolicLink(file)
        ? Files.isSymbolicLink(placed)
        : Files.exists(placed, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(file, placed);
  }
}
