package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing that a record says is changed in turn, and named. */
@ExtendWith(Surroundings.class)
class ChangedRecordTest {
  private static final String SOFTMAX = MODELS + "vgg_softmax";
  private static final String OTHER_SUM = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private RecordRun run;
  private Path input;
  private Path labels;

  @BeforeEach
  void explain() throws IOException {
    run = new RecordRun(folder);
    input = run.random("picture.npy", 32, 32, 3);
    labels = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
    run.explain(
        "--model",
        SOFTMAX,
        "--input",
        input.toString(),
        "--target",
        "dog",
        "--labels",
        labels.toString(),
        "--method",
        "lrp:rule=epsilon");
  }

  private int verify() {
    return run.verify(
        "--model", SOFTMAX, "--input", input.toString(), "--file", labels.toString(), "-q");
  }

  /** A change of a record, and what must be named. */
  record Case(String subject, Consumer<JsonObject> change) {
    @Override
    public String toString() {
      return subject;
    }
  }

  private static JsonObject target(JsonObject entry) {
    return entry.getAsJsonArray("targets").get(0).getAsJsonObject();
  }

  private static Case target(String subject, String key, Number value) {
    return new Case(subject, entry -> target(entry).addProperty(key, value));
  }

  private static Case text(String subject, String key, String value) {
    return new Case(subject, entry -> entry.addProperty(key, value));
  }

  private static Case within(String subject, String object, String key, JsonPrimitive value) {
    return new Case(subject, entry -> entry.getAsJsonObject(object).add(key, value));
  }

  static Stream<Case> changes() {
    JsonPrimitive sum = new JsonPrimitive(OTHER_SUM);
    return Stream.of(
        within("model", "model", "saved_model.pb", sum),
        new Case(
            "model",
            entry ->
                entry
                    .getAsJsonObject("model")
                    .getAsJsonObject("fingerprint")
                    .addProperty("graph_def_program_hash", 3)),
        new Case("model", entry -> entry.getAsJsonObject("model").add("fingerprint", null)),
        within("model", "signature", "name", new JsonPrimitive("no such signature")),
        within("model", "signature", "explained", new JsonPrimitive("another")),
        new Case(
            "weights",
            entry ->
                entry
                    .getAsJsonObject("model")
                    .getAsJsonObject("variables")
                    .addProperty("variables.index", OTHER_SUM)),
        new Case(
            "weights",
            entry ->
                entry
                    .getAsJsonObject("model")
                    .getAsJsonObject("variables")
                    .remove("variables.index")),
        new Case(
            "input",
            entry ->
                entry
                    .getAsJsonObject("input")
                    .getAsJsonObject("sha256")
                    .entrySet()
                    .forEach(file -> file.setValue(sum))),
        target("target", "target", 2),
        new Case("target", entry -> target(entry).addProperty("asked", "mouse")),
        new Case("target", entry -> target(entry).addProperty("asked", "123456789")),
        new Case("label", entry -> target(entry).addProperty("label", "cat")),
        new Case("label", entry -> target(entry).add("label", JsonNull.INSTANCE)),
        within("label", "signature", "labels", sum),
        target("score", "score", 12.5),
        target("probability", "probability", 0.125),
        new Case("probability", entry -> target(entry).add("probability", JsonNull.INSTANCE)),
        target("gap", "gap", 100),
        new Case("gap", entry -> target(entry).add("gap", JsonNull.INSTANCE)),
        text("method", "method", "no-such-method"),
        text("method", "method", "lrp:rule=epsilon,epsilon=1e-6"),
        text("method", "method", "integrated-gradients:baseline=/etc/hostname.npy"),
        new Case("method", entry -> entry.addProperty("seed", 5)),
        within("map", "map", "sha256", sum),
        within("map", "map", "of", new JsonPrimitive("another")),
        text("map", "method", "deconvnet"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatIsAnotherThanTheRecordSaysIsNamed(Case changed) throws IOException {
    run.change(changed.change());

    int exit = verify();

    assertThat(exit).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.differing()).contains(changed.subject());
    assertThat(run.out() + run.err()).doesNotContain("\tat ", "bug in tf-saliency");
  }
}
