package io.github.tfsaliency.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Publishes one set of results after another until it is killed. */
final class StagingChild {
  static final int FILES = 5;

  private StagingChild() {}

  public static void main(String[] arguments) throws Exception {
    Path place = Path.of(arguments[0]);
    if (arguments[1].equals("late")) {
      beginLate(place);
    }
    StagedFolder.Swap swap =
        arguments[1].equals("exchange") ? Exchange::swap : (one, other) -> false;
    for (int run = 1; ; run++) {
      try (StagedFolder folder = StagedFolder.at(place, Set.of(), swap)) {
        for (int file = 0; file < FILES; file++) {
          Files.writeString(folder.path().resolve("result-" + file), String.valueOf(run));
        }
        if (arguments[1].equals("wait")) {
          System.out.println("waiting");
          System.in.read();
        }
        folder.publish("result-0");
      }
      System.out.println(run);
    }
  }

  /** Ends, and begins another folder as soon as the first one is removed. */
  private static void beginLate(Path place) throws IOException {
    StagedFolder folder = StagedFolder.at(place, Set.of());
    Thread late =
        new Thread(
            () -> {
              while (Files.exists(folder.path())) {
                Thread.onSpinWait();
              }
              try {
                var unused = StagedFolder.at(place, Set.of());
              } catch (IOException e) {
                System.out.println(e.getMessage());
              }
            });
    Runtime.getRuntime().addShutdownHook(late);
    System.exit(0);
  }
}
