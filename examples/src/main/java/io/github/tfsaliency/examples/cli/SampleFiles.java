package io.github.tfsaliency.examples.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of an evaluation. */
final class SampleFiles {
  private static final ImmutableSet<String> EXTENSIONS =
      ImmutableSet.of("png", "jpg", "jpeg", "webp", "npy");

  private SampleFiles() {}

  /** Each once: files as they are, and of folders what looks like a sample, by name. */
  static ImmutableList<Path> in(List<Path> given) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : given) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      List<Path> found = samples(path);
      if (found.isEmpty()) {
        throw new SaliencyException(
            Message.of(
                "The folder '%s' holds no pictures.\nMaybe name files; a folder is searched for %s.",
                path, EXTENSIONS));
      }
      files.addAll(found);
    }
    return ImmutableList.copyOf(files);
  }

  private static List<Path> samples(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> EXTENSIONS.contains(Ascii.toLowerCase(MoreFiles.getFileExtension(file))))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The folder '%s' cannot be read: %s.", folder, e), e);
    }
  }
}
