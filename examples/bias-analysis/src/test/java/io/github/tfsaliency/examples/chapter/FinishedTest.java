package io.github.tfsaliency.examples.chapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.part.PartFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedTest {
  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();
  private final Part<String> part =
      Part.of(
          "one",
          1,
          String.class,
          1,
          beforeEachStep -> {
            beforeEachStep.accept("one");
            return "result";
          });

  private Finished finish(List<Part<String>> parts) {
    Finished finished = new Finished();
    finished.finish(parts, new PartFolder(folder, "circumstances"), done::add);
    return finished;
  }

  @Test
  void aPartThatTwoChaptersReadIsFinishedOnce() {
    assertThat(finish(List.of(part, part)).all(List.of(part, part)))
        .containsExactly("result", "result");
    assertThat(done).containsExactly("one");
  }

  @Test
  void aPartThatIsNotFinishedIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> finish(List.of()).of(part))
        .hasMessage("The part 'one' is not finished.");
  }
}
