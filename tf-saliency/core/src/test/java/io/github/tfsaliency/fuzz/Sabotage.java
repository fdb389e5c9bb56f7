package io.github.tfsaliency.fuzz;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What no model may do, done on purpose. */
enum Sabotage implements FuzzCase {
  REFUSED {
    @Override
    void act() {
      throw new SaliencyException("refused");
    }
  },
  DIES {
    @Override
    void act() {
      Runtime.getRuntime().halt(134);
    }
  },
  HANGS {
    @Override
    void act() {
      for (long turn = 0; turn >= 0; turn = (turn + 1) % 1000) {
        // Keeps the processor busy.
      }
    }
  },
  THROWS {
    @Override
    void act() {
      throw new StackOverflowError("too deep");
    }
  },
  WRITES {
    @Override
    void act() throws IOException {
      Files.writeString(FuzzWorker.canary(), "changed");
    }
  },
  PRINTS {
    @Override
    void act() {
      System.out.println("hello");
      throw new SaliencyException("refused");
    }
  },
  STARTS_A_PROCESS {
    @Override
    void act() throws IOException {
      var unused = new ProcessBuilder("sleep", "100").start();
    }
  };

  abstract void act() throws IOException;

  @Override
  public String about() {
    return toString();
  }

  @Override
  public void writeTo(Path folder) {}

  @Override
  public ModelLoader loader(Path folder) {
    try {
      act();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Model.from(folder);
  }
}
