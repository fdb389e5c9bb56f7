package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} says of how sure a map is. */
@ExtendWith(Surroundings.class)
class StandardErrorCommandTest {
  private static final String SAMPLED = "smooth-grad:samples=20";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  private JsonArray explain(String... more) throws IOException {
    String input = command.random("in.npy", 2, 32, 32, 3).toString();
    List<String> arguments =
        Lists.newArrayList("explain", "--model", CommandRun.MODELS + "vgg", "--input", input);
    Collections.addAll(arguments, more);
    assertThat(command.run(arguments.toArray(String[]::new))).as(command.err.toString()).isZero();
    return JsonParser.parseString(command.text("summary.json")).getAsJsonArray();
  }

  @Test
  void theErrorsStandBesideTheMapAndTheSummaryNamesThem() throws IOException {
    JsonObject entry = explain("--method", SAMPLED).get(0).getAsJsonObject();

    assertThat(entry.get("npy").getAsString()).isEqualTo("in.smooth-grad_samples=20.npy");
    assertThat(entry.get("standardError").getAsString())
        .isEqualTo("in.smooth-grad_samples=20.error.npy");
    Path file = command.results().resolve(entry.get("standardError").getAsString());
    assertThat(Npy.read(file).shape().asArray()).containsExactly(2, 32, 32, 3);
    assertThat(entry.get("samples")).isEqualTo(JsonParser.parseString("[20, 20]"));
  }

  @Test
  void theyAreNullWhereNothingIsDrawn() throws IOException {
    JsonObject entry = explain("--method", "gradient").get(0).getAsJsonObject();

    assertThat(entry.get("standardError").isJsonNull()).isTrue();
    assertThat(entry.get("samples").isJsonNull()).isTrue();
  }

  @Test
  void aToleranceThatIsNotMetIsWarnedOf() throws IOException {
    JsonObject entry = explain("--method", SAMPLED + ",tolerance=0.001").get(0).getAsJsonObject();

    assertThat(entry.get("warnings").getAsJsonArray().get(0).getAsString())
        .startsWith("After 20 draws, the largest number, the standard errors are ");
    assertThat(command.err.toString()).contains("Warning: ").contains("After 20 draws");
  }

  @Test
  void aMapWithoutItsErrorsIsComputedAgain() throws IOException {
    JsonObject entry = explain("--method", SAMPLED).get(0).getAsJsonObject();
    Path file = command.results().resolve(entry.get("standardError").getAsString());
    Files.delete(file);

    var unused = explain("--method", SAMPLED, "--skip-existing");

    assertThat(file).isNotEmptyFile();
  }

  @Test
  void verifyDrawsAsOftenAgain() throws IOException {
    RecordRun run = new RecordRun(folder);
    String input = run.random("picture.npy", 32, 32, 3).toString();
    run.explain(
        "--model",
        CommandRun.MODELS + "vgg",
        "--input",
        input,
        "--method",
        "smooth-grad:samples=64,tolerance=0.5");

    int exit = run.verify("--model", CommandRun.MODELS + "vgg", "--input", input);

    assertThat(exit).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("map (bit for bit)");
  }

  @Test
  void uncertainValuesArePalerInThePicture() throws IOException {
    byte[] plain = picture();

    assertThat(picture("--fade-uncertain")).isNotEqualTo(plain);
    assertThat(picture()).isEqualTo(plain);
  }

  private byte[] picture(String... more) throws IOException {
    List<String> arguments =
        Lists.newArrayList(
            "explain",
            "--model",
            CommandRun.EFFICIENTNET,
            "--input",
            "../../examples/photos/coffee.png",
            "--method",
            "smooth-grad:samples=2");
    Collections.addAll(arguments, more);
    assertThat(command.run(arguments.toArray(String[]::new))).as(command.err.toString()).isZero();
    return Files.readAllBytes(command.results().resolve("coffee.smooth-grad_samples=2.png"));
  }
}
