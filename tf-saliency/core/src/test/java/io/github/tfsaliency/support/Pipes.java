package io.github.tfsaliency.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** Pipes with a name, which nobody writes into: to open one is to wait for ever. */
public final class Pipes {
  private Pipes() {}

  public static void create(Path path) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor())
        .as("mkfifo")
        .isZero();
  }
}
