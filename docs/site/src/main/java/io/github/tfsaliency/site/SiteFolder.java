package io.github.tfsaliency.site;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that the site is written to. */
final class SiteFolder {
  private final Path folder;

  SiteFolder(Path folder) {
    this.folder = folder;
  }

  /** Deletes what an earlier build left. */
  void clear() {
    try {
      if (Files.exists(folder)) {
        MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String url, String text) {
    try {
      Files.writeString(made(url), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void copy(Path file, String url) {
    try {
      Files.copy(file, made(url));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void copyAll(Path source, String url) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        copy(file, url + "/" + source.relativize(file).toString().replace('\\', '/'));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a resource of the class path, such as a library's script. */
  void copyResource(String resource, String url) {
    try {
      Files.write(made(url), Resources.toByteArray(Resources.getResource(resource)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String url) {
    return Files.isRegularFile(folder.resolve(url));
  }

  List<String> pages() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String url) {
    try {
      return Files.readString(folder.resolve(url));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path made(String url) throws IOException {
    Path file = folder.resolve(url);
    Files.createDirectories(file.getParent());
    return file;
  }
}
