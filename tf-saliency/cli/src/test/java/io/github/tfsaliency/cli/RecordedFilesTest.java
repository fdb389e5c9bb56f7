package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs of all kinds, and files that methods, targets and models need, are found by their sums.
 */
@ExtendWith(Surroundings.class)
class RecordedFilesTest {
  private static final String SOFTMAX = MODELS + "vgg_softmax";

  @TempDir Path folder;
  private RecordRun run;
  private Path input;

  @BeforeEach
  void write() throws IOException {
    run = new RecordRun(folder);
    input = run.random("picture.npy", 32, 32, 3);
  }

  private void assertAgrees(String model, String given, String... options) {
    run.explain(
        Stream.concat(Stream.of("--model", model, "--input", given), Stream.of(options))
            .toArray(String[]::new));

    int exit =
        run.verify(
            "--model", model, "--input", given, "--file", folder.resolve("file.npy").toString());

    assertThat(exit).as(run.out() + run.err()).isZero();
  }

  @Test
  void filesOfMethodsAreFoundByTheirSums() throws IOException {
    Path baseline = run.random("dark.npy", 32, 32, 3);
    Files.move(baseline, folder.resolve("file.npy"));
    Files.copy(folder.resolve("file.npy"), baseline);
    run.explain(
        "--model",
        SOFTMAX,
        "--input",
        input.toString(),
        "--method",
        "integrated-gradients:steps=4,baseline=0.5+" + baseline);
    Files.write(baseline, new byte[] {1});

    int exit =
        run.verify(
            "--model",
            SOFTMAX,
            "--input",
            input.toString(),
            "--file",
            folder.resolve("file.npy").toString());

    assertThat(exit).as(run.out() + run.err()).isZero();

    assertThat(run.verify("--model", SOFTMAX, "--input", input.toString())).isEqualTo(1);
    assertThat(run.out())
        .startsWith("method differs: it cannot be read: the file '" + baseline)
        .contains("was not found, which --file can name");
  }

  @Test
  void filesOfTargetsAreFoundInTheFolderOfTheRecord() throws IOException {
    Path picture = run.random("in.npy", 2, 24, 20, 3);
    Path mask = run.random("mask.npy", 24, 20);
    run.explain(
        "--model",
        MODELS + "unet",
        "--input",
        picture.toString(),
        "--method",
        "gradient",
        "--target",
        "pixel:row=3,column=4,class=2",
        "mask:class=1,file=" + mask);
    Files.move(mask, run.results().resolve("a mask"));

    int exit = run.verify("--model", MODELS + "unet", "--input", picture.toString());

    assertThat(exit).as(run.out() + run.err()).isZero();
  }

  @Test
  void aModelOfSeveralInputsAgrees() throws IOException {
    String given =
        "image="
            + run.random("image.npy", 2, 32, 32, 3)
            + ",metadata="
            + run.random("vector.npy", 2, 6);
    run.random("file.npy", 1);

    assertAgrees(MODELS + "two_inputs", given, "--method", "gradient", "--target", "0", "2");
  }

  @Test
  void anInputThatWasSetToAnArrayAgrees() throws IOException {
    Path set = run.random("file.npy", 6);

    assertAgrees(
        MODELS + "two_inputs",
        run.random("image.npy", 2, 32, 32, 3).toString(),
        "--method",
        "gradient",
        "--set",
        "metadata=" + set);
  }

  @Test
  void aPictureAgreesAndSaysItsPreprocessing() throws IOException {
    Path picture = Path.of("../../examples/garments/planted/08-bag.png");
    Path renamed = Files.copy(picture, folder.resolve("bag.bin"));
    String model = "../../savedmodels/garments";
    run.explain("--model", model, "--input", picture.toString(), "--method", "gradient");

    assertThat(run.verify("--model", model, "--input", renamed.toString()))
        .as(run.out() + run.err())
        .isZero();

    run.change(
        entry ->
            entry
                .getAsJsonObject("input")
                .getAsJsonObject("preprocessing")
                .addProperty("channels", "bgr"));

    assertThat(run.verify("--model", model, "--input", renamed.toString())).isEqualTo(1);
    assertThat(run.differing()).containsExactly("input");
  }
}
