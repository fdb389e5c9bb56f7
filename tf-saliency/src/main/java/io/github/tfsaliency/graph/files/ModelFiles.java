package io.github.tfsaliency.graph.files;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Walks through the folder of a SavedModel as a copy of it would have to. */
final class ModelFiles {
  /** What a SavedModel keeps in folders. */
  private static final ImmutableSet<String> FOLDERS =
      ImmutableSet.of("variables", "assets", "assets.extra");

  /** Folders that hold links to each other multiply at every level. */
  private static final int MOST_ENTRIES = 100_000;

  private final ModelFolder folder;
  private final Map<String, Path> found = new TreeMap<>();
  private final Deque<Path> within = new ArrayDeque<>();
  private int entries;

  ModelFiles(ModelFolder folder) {
    this.folder = folder;
  }

  ImmutableSortedMap<String, Path> all() {
    Path real = folder.real();
    within.push(real);
    for (String name : names(".", real)) {
      if (!Files.isDirectory(real.resolve(name)) || FOLDERS.contains(name)) {
        add(name);
      }
    }
    return ImmutableSortedMap.copyOf(found);
  }

  private void add(String name) {
    Path real = folder.locate(name).orElseThrow(() -> gone(name));
    entries++;
    if (entries > MOST_ENTRIES) {
      throw new UnsupportedModelException(
          Message.of(
              "The SavedModel '%s' has more than %s files, or links that multiply them.\n"
                  + "Maybe remove what does not belong to the model.",
              folder.directory(), MOST_ENTRIES));
    }
    if (!Files.isDirectory(real)) {
      folder.find(name).ifPresent(file -> found.put(name, file));
      return;
    }
    if (within.contains(real)) {
      throw new UnsupportedModelException(
          Message.of(
              "The folder '%s' of the SavedModel '%s' is '%s', in which it lies itself, so a copy"
                  + " would have no end.\n"
                  + "Maybe remove the link that leads back.",
              name, folder.directory(), real.toString()));
    }
    within.push(real);
    names(name, real).forEach(child -> add(name + "/" + child));
    within.pop();
  }

  private List<String> names(String name, Path real) {
    try (Stream<Path> files = Files.list(real)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw folder.unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw folder.unreadable(name, requireNonNull(e.getCause()));
    }
  }

  private UnsupportedModelException gone(String name) {
    return new UnsupportedModelException(
        Message.of(
            "The file '%s' of the SavedModel '%s' was listed, but is not there.\n"
                + "Maybe somebody changes the folder, or the name has letters that this Java lacks:"
                + " start it in a locale of UTF-8.",
            name, folder.directory()));
  }
}
