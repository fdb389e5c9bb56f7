package io.github.tfsaliency.examples.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFolderTest {
  @TempDir Path folder;

  private final List<String> steps = new ArrayList<>();
  private int runs;

  record Result(List<double[]> values, String text) {}

  private final class Sum implements Part<Result> {
    private final int settings;

    private Sum(int settings) {
      this.settings = settings;
    }

    @Override
    public String name() {
      return "sum";
    }

    @Override
    public Object settings() {
      return settings;
    }

    @Override
    public Class<Result> result() {
      return Result.class;
    }

    @Override
    public int steps() {
      return 2;
    }

    @Override
    public Result run(Consumer<String> beforeEachStep) {
      runs++;
      beforeEachStep.accept("first");
      beforeEachStep.accept("second");
      return new Result(List.of(new double[] {0.1, Double.NaN}), "<ü>");
    }
  }

  private Result finish(String circumstances, int settings) {
    return new PartFolder(folder, circumstances).finish(new Sum(settings), steps::add);
  }

  @Test
  void aFinishedPartIsNotRunAgain() {
    Result first = finish("a", 1);

    Result second = finish("a", 1);

    assertThat(runs).isEqualTo(1);
    assertThat(second.values().get(0)).containsExactly(0.1, Double.NaN);
    assertThat(second.text()).isEqualTo(first.text()).isEqualTo("<ü>");
  }

  @Test
  void aKeptPartCountsItsSteps() {
    finish("a", 1);
    finish("a", 1);

    assertThat(steps).containsExactly("first", "second", "sum (kept)", "sum (kept)");
  }

  @Test
  void aPartOfOtherSettingsIsRun() {
    finish("a", 1);
    finish("a", 2);

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void aPartOfOtherCircumstancesIsRun() {
    finish("a", 1);
    finish("b", 1);

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void aPartThatWasChangedIsRunAgain() throws IOException {
    finish("a", 1);
    Path file = folder.resolve("sum.json");
    Files.writeString(file, Files.readString(file).replace("0.1", "0.2"));

    Result again = finish("a", 1);

    assertThat(runs).isEqualTo(2);
    assertThat(again.values().get(0)[0]).isEqualTo(0.1);
  }

  @Test
  void aPartThatWasCutShortIsRunAgain() throws IOException {
    finish("a", 1);
    Path file = folder.resolve("sum.json");
    Files.writeString(file, Files.readString(file).substring(0, 40));

    finish("a", 1);

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void aPartThatFailsLeavesNothing() {
    Part<Result> failing =
        new Part<>() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public Object settings() {
            return "";
          }

          @Override
          public Class<Result> result() {
            return Result.class;
          }

          @Override
          public int steps() {
            return 1;
          }

          @Override
          public Result run(Consumer<String> beforeEachStep) {
            throw new IllegalStateException("no");
          }
        };

    assertThatThrownBy(() -> new PartFolder(folder, "a").finish(failing, steps::add))
        .hasMessage("no");
    assertThat(folder).isEmptyDirectory();
  }
}
