package io.github.tfsaliency.cli.support;

import io.github.tfsaliency.cli.TfSaliency;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command in a process of its own, which may be killed. */
public final class ChildRun {
  private ChildRun() {}

  public static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Djava.awt.headless=true");

  public static ProcessBuilder of(List<String> before, List<String> options, String... arguments) {
    List<String> all = new ArrayList<>(before);
    all.addAll(JAVA);
    all.addAll(options);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), TfSaliency.class.getName()));
    all.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    return builder;
  }

  public static Process quiet(String... arguments) throws IOException {
    return of(List.of(), List.of(), arguments)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs it to its end, with standard output in one file and standard error in another. */
  public static int toFiles(File out, File err, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    return of(List.of(), options, arguments)
        .redirectOutput(out)
        .redirectError(err)
        .start()
        .waitFor();
  }

  /**
   * Waits until what lies in a folder has changed so many times, or the process has ended. The
   * first change is after TensorFlow was loaded: a process that unpacks it is not to be killed, as
   * others wait for that.
   */
  public static void awaitChanges(Process child, Path folder, int changes)
      throws InterruptedException {
    Set<Path> before = files(folder);
    int seen = 0;
    while (seen < changes && child.isAlive()) {
      Set<Path> now = files(folder);
      if (now.equals(before)) {
        child.waitFor(1, TimeUnit.MILLISECONDS);
      } else {
        before = now;
        seen++;
      }
    }
  }

  private static Set<Path> files(Path folder) {
    Set<Path> files = new HashSet<>();
    try (Stream<Path> found = Files.walk(folder)) {
      found.forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      // It changed while it was read, which the next look will show.
      return files;
    }
    return files;
  }
}
