package io.github.tfsaliency.cli.common;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.MoreFiles;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.input.InputKind;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The files of {@code --input}: files by name, the pictures and arrays of folders, and the files
 * that match a pattern. Patterns are for shells that do not expand them, and for more files than a
 * command line can have.
 */
public final class InputFiles {
  /** What the help says of it. */
  public static final String HELP =
      "Files, folders or patterns such as 'photos/*.jpg' ('**' goes into folders). A folder means"
          + " its pictures, sounds and arrays, sorted by name, without subfolders.";

  /** Texts and tables lie beside pictures and tell of them, so they must be named. */
  private static final ImmutableSet<InputKind> NAMED =
      ImmutableSet.of(InputKind.TABLE, InputKind.TEXT);

  private static final ImmutableSet<String> EXTENSIONS =
      Arrays.stream(InputKind.values())
          .filter(kind -> !NAMED.contains(kind))
          .flatMap(kind -> kind.extensions().stream())
          .collect(toImmutableSet());

  /** What kinds there are, and how several are given. */
  public static final String KINDS =
      "Pictures (PNG, JPEG, WebP, TIFF), cropped, resized and encoded as the model expects; tables"
          + " (CSV with a header), one sample per row; texts (.txt), one sample per line; sounds"
          + " (WAV); .npy arrays in the model's own units, of one sample or a batch, or several"
          + " arrays in .npz. For a model with several inputs NAME=FILE,NAME=FILE, or one file with"
          + " all of them.  ";

  private static final Pattern WILD = Pattern.compile("[*?\\[{]");

  private InputFiles() {}

  /**
   * Each file once, in the order in which they were named.
   *
   * @param given a file for each input of a model, {@code NAME=FILE,NAME=FILE}, stays as it is
   * @param losses where a folder or a pattern without files goes
   * @throws SaliencyException if such a one is all that is given
   */
  public static ImmutableList<String> in(List<String> given, Losses losses) {
    if (given.size() == 1) {
      return ImmutableList.copyOf(files(given.get(0)));
    }
    Set<String> files = new LinkedHashSet<>();
    for (String text : given) {
      try {
        files.addAll(files(text));
      } catch (SaliencyException e) {
        losses.add(text, e);
      }
    }
    return ImmutableList.copyOf(files);
  }

  /**
   * Each file once, where none may be missing.
   *
   * @param given files, folders and patterns
   * @return the files in the order in which they were named
   * @throws SaliencyException if a folder or a pattern has no files
   */
  public static ImmutableList<String> all(List<String> given) {
    return given.stream()
        .flatMap(text -> files(text).stream())
        .distinct()
        .collect(toImmutableList());
  }

  private static List<String> files(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      // Windows allows no pattern as a path.
      return WILD.matcher(text).find() ? fitting(text) : List.of(text);
    }
    if (Files.isDirectory(path)) {
      return samples(path);
    }
    return WILD.matcher(text).find() && !Files.exists(path) ? fitting(text) : List.of(text);
  }

  private static List<String> samples(Path folder) {
    List<String> found = found(folder, 1, EXTENSIONS, path -> true);
    if (found.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The folder '%s' holds no pictures.\nMaybe name files; a folder is searched for %s.",
              folder, EXTENSIONS));
    }
    return found;
  }

  private static List<String> fitting(String pattern) {
    String slashes = pattern.replace('\\', '/');
    int wild = slashes.lastIndexOf('/', firstWild(slashes)) + 1;
    Path base = Path.of(wild == 0 ? "" : slashes.substring(0, wild));
    String rest = slashes.substring(wild);
    int depth =
        rest.contains("**")
            ? Integer.MAX_VALUE
            : 1 + (int) rest.chars().filter(character -> character == '/').count();
    PathMatcher matcher;
    try {
      matcher = base.getFileSystem().getPathMatcher("glob:" + rest);
    } catch (PatternSyntaxException e) {
      throw new SaliencyException(
          Message.of("The pattern '%s' cannot be used: %s.", pattern, e.getDescription()), e);
    }
    List<String> found =
        Files.isDirectory(base.toAbsolutePath())
            ? found(base, depth, taken(pattern), path -> matcher.matches(base.relativize(path)))
            : List.of();
    if (found.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "No picture and no array matches '%s'.\n"
                  + "Maybe use another pattern; files that end with %s are used.",
              pattern, taken(pattern)));
    }
    return found;
  }

  private static ImmutableSet<String> taken(String pattern) {
    InputKind kind = InputKind.of(pattern);
    return NAMED.contains(kind) ? kind.extensions() : EXTENSIONS;
  }

  private static int firstWild(String pattern) {
    return WILD.matcher(pattern).results().findFirst().orElseThrow().start();
  }

  private static List<String> found(
      Path folder, int depth, Set<String> extensions, PathMatcher fits) {
    try (Stream<Path> files = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> extensions.contains(Ascii.toLowerCase(MoreFiles.getFileExtension(file))))
          .filter(fits::matches)
          .sorted()
          .map(Path::toString)
          .collect(toImmutableList());
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, requireNonNull(e.getCause()));
    }
  }

  private static SaliencyException unreadable(Path folder, IOException e) {
    return new SaliencyException(Message.of("The folder '%s' cannot be read: %s.", folder, e), e);
  }
}
