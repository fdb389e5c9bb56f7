package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.SavedModel;

/** The same files on every machine, whatever its language, time and encoding. */
@TestInstance(Lifecycle.PER_CLASS)
class EverywhereTest {
  /** So many of the commands write files; the others print alone. */
  private static final int WRITING = 4;

  private final Locale usual = Locale.getDefault();
  private Path folder = Path.of("");
  private List<List<String>> commands = List.of();
  private SortedMap<String, HashCode> expected = new TreeMap<>();
  private String expectedText = "";

  @BeforeAll
  void runInTheRootLocale(@TempDir Path temporary) throws IOException {
    folder = temporary;
    Path input = new CommandRun(folder).random("in/a.npy", 32, 32, 3);
    Path picture = folder.resolve("in/b.png");
    String model = modelOfPictures().toString();
    BufferedImage pixels = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    pixels.setRGB(16, 16, Color.ORANGE.getRGB());
    ImageIO.write(pixels, "png", picture.toFile());
    commands =
        List.of(
            List.of(
                "explain",
                "--model",
                model,
                "--input",
                input.toString(),
                "--method",
                "rectified-gradient:percentile=97.5",
                "grad-cam"),
            List.of(
                "explain", "--model", model, "--input", picture.toString(), "--method", "gradient"),
            List.of(
                "evaluate",
                "--model",
                model,
                "--input",
                folder.resolve("in").toString(),
                "--method",
                "gradient",
                "--metric",
                "deletion:steps=4",
                "gini"),
            List.of("export", "--model", model, "--method", "lrp:rule=epsilon,epsilon=0.25"),
            List.of("inspect", "--model", model, "--method", "gradient"),
            List.of("methods"),
            List.of("metrics"));
    Locale.setDefault(Locale.ROOT);
    expectedText = run(folder.resolve("root"));
    expected = files(folder.resolve("root"));
    assertThat(expected.keySet())
        .anySatisfy(name -> assertThat(name).endsWith(".npy"))
        .anySatisfy(name -> assertThat(name).endsWith(".png"))
        .contains(
            "0/summary.json",
            "2/evaluation.csv",
            "2/evaluation.html",
            "2/evaluation.json",
            "3/saved_model.pb");
    Locale.setDefault(usual);
  }

  /** The small model, which does not say by itself what it makes of pixels. */
  private Path modelOfPictures() throws IOException {
    Path original = Path.of(MODELS + "vgg");
    Path copy = folder.resolve("model");
    try (Stream<Path> all = Files.walk(original)) {
      for (Path file : all.toList()) {
        Files.copy(file, copy.resolve(original.relativize(file).toString()));
      }
    }
    Files.createDirectories(copy.resolve("assets.extra"));
    Files.writeString(
        copy.resolve("assets.extra/saliency.json"),
        """
        {"encoding": {"offset": 127.5, "scale": 127.5}}
        """);
    return copy;
  }

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  /** What the commands print; their files lie in folders that are numbered. */
  private String run(Path into) {
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed, true);
    StringWriter errors = new StringWriter();
    for (int i = 0; i < commands.size(); i++) {
      int exit =
          TfSaliency.run(
              out, new PrintWriter(errors, true), arguments(i, into).toArray(String[]::new));
      assertThat(exit).as(errors.toString()).isZero();
    }
    return printed.toString().replace(into.toString(), "");
  }

  private List<String> arguments(int command, Path into) {
    List<String> arguments = new ArrayList<>(commands.get(command));
    if (command < WRITING) {
      arguments.addAll(List.of("--out", into.resolve(Integer.toString(command)).toString()));
    }
    return arguments;
  }

  private static SortedMap<String, HashCode> files(Path root) throws IOException {
    SortedMap<String, HashCode> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Hashing.sha256().hashBytes(content(file)));
      }
    }
    return files;
  }

  /** TensorFlow writes the attributes of nodes in another order every time. */
  private static byte[] content(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (!file.endsWith("saved_model.pb")) {
      return bytes;
    }
    ByteArrayOutputStream sorted = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(sorted);
    out.useDeterministicSerialization();
    SavedModel.parseFrom(bytes).writeTo(out);
    out.flush();
    return sorted.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "th-TH-u-nu-thai", "de-DE", "fa", "ne"})
  void filesAndTextsAreThoseOfTheRootLocale(String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    Path into = folder.resolve(tag);

    String text = run(into);

    assertThat(files(into)).isEqualTo(expected);
    assertThat(text).isEqualTo(expectedText);
  }

  @Test
  void aProcessElsewhereWritesTheSameFiles() throws IOException, InterruptedException {
    Path into = Files.createDirectories(folder.resolve("elsewhere"));

    for (int i = 0; i < WRITING; i++) {
      startElsewhere(arguments(i, into));
    }

    assertThat(files(into)).as(Surroundings.properties()).isEqualTo(expected);
  }

  /** Picocli sorts options by the letters of the default locale: in Turkish I is not i. */
  @Test
  void aProcessElsewherePrintsTheSameHelp() throws IOException, InterruptedException {
    StringWriter here = new StringWriter();
    PrintWriter out = new PrintWriter(here, true);
    Locale.setDefault(Locale.ROOT);
    assertThat(TfSaliency.run(out, out, "explain", "--help")).isZero();

    assertThat(startElsewhere(List.of("explain", "--help"))).isEqualTo(here.toString());
  }

  /** What a process of another locale, time zone and encoding prints. */
  private String startElsewhere(List<String> arguments) throws IOException, InterruptedException {
    System.out.println("EverywhereTest starts a process with " + Surroundings.properties());
    Locale locale = Locale.forLanguageTag(Surroundings.LOCALE);
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + extensions(locale),
                "-Duser.timezone=" + Surroundings.TIME_ZONE,
                "-Dfile.encoding=" + Surroundings.ENCODING,
                // In another zone the library counts as outdated, and would be unpacked anew where
                // others load it.
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("unpacked"),
                "-cp",
                System.getProperty("java.class.path"),
                TfSaliency.class.getName()));
    line.addAll(arguments);
    Path printed = folder.resolve("printed");
    Path errors = folder.resolve("errors");
    ProcessBuilder process =
        new ProcessBuilder(line).redirectOutput(printed.toFile()).redirectError(errors.toFile());
    process.environment().put("LC_ALL", "C");

    int exit = process.start().waitFor();

    Charset encoding = Charset.forName(Surroundings.ENCODING);
    assertThat(exit).as(() -> Surroundings.properties() + ": " + text(errors, encoding)).isZero();
    return text(printed, encoding);
  }

  private static String text(Path file, Charset encoding) {
    try {
      return new String(Files.readAllBytes(file), encoding);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String extensions(Locale locale) {
    return locale.hasExtensions() ? "u-" + locale.getExtension('u') : "";
  }
}
