package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of the repository that the documentation is made of. */
final class Repository {
  private static final ImmutableSet<String> NOT_SOURCES = ImmutableSet.of("target", "node_modules");

  private final Path root;
  private final ImmutableList<String> files;

  private Repository(Path root, ImmutableList<String> files) {
    this.root = root;
    this.files = files;
  }

  static Repository at(Path root) {
    List<String> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.equals(root) ? "" : folder.getFileName().toString();
              return name.startsWith(".") || NOT_SOURCES.contains(name)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(root.relativize(file).toString().replace('\\', '/'));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Repository(root, ImmutableList.sortedCopyOf(files));
  }

  /** Files with an ending, in the order of their names. */
  ImmutableList<String> ending(String suffix) {
    return files.stream()
        .filter(file -> file.endsWith(suffix))
        .collect(ImmutableList.toImmutableList());
  }

  boolean has(String file) {
    return Files.isRegularFile(path(file));
  }

  Path path(String file) {
    return root.resolve(file);
  }

  String read(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
