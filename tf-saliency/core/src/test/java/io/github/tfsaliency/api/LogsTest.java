package io.github.tfsaliency.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application hears that listens: here by java.util.logging, as nothing else is there. */
class LogsTest {
  private static final Path FOLDER = References.model("mlp");

  /** Held, as Java forgets loggers that nobody holds. */
  private final Logger logger = Logger.getLogger("io.github.tfsaliency");

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord told) {
          if (told.getLongThreadID() == Thread.currentThread().getId()) {
            records.add(told);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  private List<String> told(String name) {
    return records.stream()
        .filter(told -> told.getLoggerName().equals("io.github.tfsaliency." + name))
        .map(LogRecord::getMessage)
        .toList();
  }

  @Test
  void loadingAndClosingAreToldOnce() {
    Model model = Model.load(FOLDER);
    model.close();
    model.close();

    assertThat(told("model")).hasSize(2);
    assertThat(told("model").get(0))
        .matches(
            "Loaded the model '.*mlp' in \\d+ ms: signature 'serving_default', inputs \\[.*\\],"
                + " output '.*', of which '.*' is explained, \\d+ nodes\\.");
    assertThat(told("model").get(1))
        .isEqualTo("Closed the model '" + FOLDER + "', with 0 computations that still run.");
  }

  @Test
  void aGraphIsToldWhenItIsBuilt() {
    try (Model model = Model.load(FOLDER)) {
      var input = Inputs.uniform(3, model.inputShape().tail().asArray());
      var first = Saliency.of(model).method(Gradient.of()).compute(input);
      var again = Saliency.of(model).method(Gradient.of()).compute(input);

      assertThat(again).isEqualTo(first);
      assertThat(told("graph")).hasSize(1);
      assertThat(told("graph").get(0))
          .matches(
              "Built gradient graph 1 of the model '.*mlp' in \\d+ ms, with which the graph has"
                  + " \\d+ nodes: ModifiedGradient.*");
    }
  }

  @Test
  void warningsOfAMapAreTold() {
    try (Model model = Model.load(FOLDER)) {
      var input = Inputs.uniform(3, model.inputShape().tail().asArray());
      input.scalars().forEach(value -> value.setFloat(0));
      var map = Saliency.of(model).method(InputXGradient.of()).compute(input);

      assertThat(map.warnings()).isNotEmpty();
      assertThat(told("map")).hasSameSizeAs(map.warnings());
      for (String warning : map.warnings()) {
        assertThat(told("map"))
            .contains(
                "A map of the model '"
                    + FOLDER
                    + "' by input-x-gradient has a warning: "
                    + warning);
      }
    }
  }

  /** What is above, Java prints where nobody has set up logging. */
  @Test
  void allIsToldAtALevelThatIsNotPrintedUnasked() {
    try (Model model = Model.load(FOLDER)) {
      var input = Inputs.uniform(3, model.inputShape().tail().asArray());
      var unused = Saliency.of(model).method(Gradient.of()).compute(input);
    }

    assertThat(records).isNotEmpty().allMatch(told -> told.getLevel().equals(Level.FINE));
  }
}
