package io.github.tfsaliency.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fuzz sees what no model may do: cases do it on purpose. */
class FuzzRunTest {
  private static final long SEED = 1;

  @TempDir Path folder;

  /** The first number from which the cases are these. */
  private static long numberOf(List<Sabotage> wanted) {
    Function<Random, FuzzCase> cases = FuzzKind.SABOTAGE.cases();
    for (long number = 0; ; number++) {
      boolean fits = true;
      for (int i = 0; i < wanted.size(); i++) {
        fits &= cases.apply(FuzzKind.random(SEED, number + i)) == wanted.get(i);
      }
      if (fits) {
        return number;
      }
    }
  }

  private FuzzRun.Result run(Sabotage... cases) throws IOException, InterruptedException {
    Duration most = Duration.ofSeconds(4);
    return new FuzzRun(FuzzKind.SABOTAGE, SEED, numberOf(List.of(cases)), cases.length, most)
        .in(folder);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "DIES, ends the process with exit status 134",
    "HANGS, runs longer than 4 s of processor time",
    "THROWS, throws: java.lang.StackOverflowError: too deep",
    "WRITES, changes files: from",
    "PRINTS, prints: hello",
    "STARTS_A_PROCESS, starts a process"
  })
  void whatNoModelMayDoIsAFailureThatNamesTheCase(Sabotage sabotage, String what)
      throws IOException, InterruptedException {
    assertThat(run(sabotage).failures())
        .singleElement()
        .asString()
        .startsWith(
            String.format(
                "-Dfuzz.kind=sabotage -Dfuzz.seed=1 -Dfuzz.first=%s -Dfuzz.cases=1 (%s) %s",
                numberOf(List.of(sabotage)), sabotage, what));
  }

  @Test
  void theRunGoesOnBehindACaseThatEndsTheProcess() throws IOException, InterruptedException {
    FuzzRun.Result result = run(Sabotage.DIES, Sabotage.REFUSED, Sabotage.REFUSED);

    assertThat(result.outcomes()).containsEntry("refused", 2L).containsEntry("FAILED", 1L);
  }
}
