package io.github.tfsaliency.graph.files;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
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
public final class ModelFiles {
  /** What a SavedModel keeps in folders. */
  private static final ImmutableSet<String> FOLDERS =
      ImmutableSet.of("variables", "assets", "assets.extra");

  /** Folders that hold links to each other multiply at every level. */
  private static final int MOST_ENTRIES = 100_000;

  private final ModelFolder folder;
  private final Map<String, Path> found = new TreeMap<>();
  private final Deque<Path> within = new ArrayDeque<>();
  private int entries;

  private ModelFiles(ModelFolder folder) {
    this.folder = folder;
  }

  /**
   * All files that belong to the SavedModel: those in the folder itself and in its subfolders
   * {@code variables}, {@code assets} and {@code assets.extra}, whatever links they are reached by.
   * Other subfolders are not looked into. Also for its refusals alone, before TensorFlow opens
   * files by their names.
   *
   * @param folder the SavedModel's
   * @return real paths of regular files by their names relative to the folder, with slashes
   * @throws UnsupportedModelException if one of them is a link that leads out of the folder, in a
   *     circle or nowhere, or is a pipe, a socket or a device; or if there are too many
   */
  @CanIgnoreReturnValue
  public static ImmutableSortedMap<String, Path> of(ModelFolder folder) {
    return new ModelFiles(folder).all();
  }

  private ImmutableSortedMap<String, Path> all() {
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
              "The folder '%s' of the SavedModel '%s' is '%s', which contains it, so a copy would"
                  + " never end.\n"
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
