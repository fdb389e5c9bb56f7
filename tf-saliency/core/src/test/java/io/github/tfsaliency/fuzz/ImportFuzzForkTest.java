package io.github.tfsaliency.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of damaged and hostile SavedModels: each loads and gives a map, or is refused with a
 * {@code SaliencyException}; none ends, stalls or fills the process, leaves a file or starts
 * another process.
 *
 * <p>A case is made of a kind, a seed and a number. {@code -Dfuzz.kind=ops -Dfuzz.seed=7
 * -Dfuzz.first=123 -Dfuzz.cases=1} repeats one; {@code -Dfuzz.cases=1000000} runs longer. What
 * TensorFlow and the virtual machine said, and with {@code -Dfuzz.reasons=true} why each model was
 * refused, lies in {@code target/import-fuzz}.
 */
class ImportFuzzForkTest {
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final long FIRST = Long.getLong("fuzz.first", 0);
  private static final Path FOLDER = Path.of("target/import-fuzz").toAbsolutePath();

  /** A young virtual machine compiles beside the case. */
  private static final Duration MOST_CPU = Duration.ofSeconds(10);

  /** What caches, thread pools and the garbage collector may still take once all is warm. */
  private static final long MOST_GROWTH_IN_MIB = 300;

  private static Stream<FuzzKind> kinds() {
    String wanted = System.getProperty("fuzz.kind", "");
    return wanted.isEmpty()
        ? Stream.of(FuzzKind.DAMAGE, FuzzKind.OPS, FuzzKind.STRUCTURE)
        : Stream.of(FuzzKind.of(wanted));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void everyHostileModelIsLoadedOrRefused(FuzzKind kind) throws IOException, InterruptedException {
    long start = System.nanoTime();
    long cases = Long.getLong("fuzz.cases", kind.casesOfABuild());

    FuzzRun.Result result =
        new FuzzRun(kind, SEED, FIRST, cases, MOST_CPU).in(FOLDER.resolve(kind.toString()));

    System.out.printf(
        "fuzz: %s, seed %s, %s cases in %s s, growth %s MiB after warm-up: %s%n",
        kind,
        SEED,
        cases,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        result.growthInMebibytes(),
        result.outcomes());
    assertThat(result.failures()).isEmpty();
    assertThat(result.growthInMebibytes()).isLessThan(MOST_GROWTH_IN_MIB);
  }
}
