package io.github.tfsaliency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile strings through all commands, in a process of its own: what TensorFlow itself writes to
 * standard error is looked at as well.
 */
class HostileStringsTest {
  private static final String MODEL = CommandRun.MODELS + "vgg";

  /** A sentence of TensorFlow's is cut at a thousand letters, a name at two hundred. */
  private static final int MOST_LETTERS = 1_800;

  /** Cells and names of many outputs may stand on one line, ten thousand letters may not. */
  private static final String LONG = "x".repeat(300);

  private static Path folder;
  private static String printed;

  @BeforeAll
  static void runAllCommands(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path log = temporary.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Dfile.encoding=UTF-8",
            "-Dsun.jnu.encoding=UTF-8",
            "-cp",
            System.getProperty("java.class.path"),
            HostileStringsTest.class.getName(),
            temporary.toString());
    // At 0 TensorFlow tells of every failed run, in the kernel's words (SECURITY.md).
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "1");
    builder.environment().put("LC_ALL", "C.UTF-8");
    int exit =
        builder
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start()
            .waitFor();
    printed = Files.readString(log, UTF_8);
    assertThat(exit).as(printed).isZero();
  }

  /** Runs every command; each says with which exit code it ended. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    HostileStrings strings = new HostileStrings(Path.of(MODEL));
    Path picture = folder.resolve(HostileStrings.FILE_NAME + ".png");
    Files.copy(Path.of("../../examples/photos/china.jpg"), picture);
    Set<String> all = new TreeSet<>(strings.kinds());
    for (String kind : all) {
      Path model = folder.resolve(kind);
      strings.write(model, Set.of(kind));
      explain(model, picture);
    }
    strings.write(folder.resolve("all"), all);
    inspectAndExplain(folder.resolve("all"), picture);
    strings.writeCards(folder);
    for (int i = 0; Files.exists(folder.resolve("card" + i)); i++) {
      inspectAndExplain(folder.resolve("card" + i), picture);
    }
    Path failing = folder.resolve("failing");
    strings.writeFailing(failing);
    inspectAndExplain(failing, picture);
    Path loadable = folder.resolve("loadable");
    strings.writeLoadable(loadable);
    String model = loadable.toString();
    String out = folder.resolve("out").toString();
    run("inspect", "--model", model);
    run("inspect", "--model", model, "--method", "lrp:rule=epsilon");
    run("inspect", "--model", model, "--tensorboard", out + "-board");
    for (String choice : List.of("--signature", "--input-name", "--output-name")) {
      run("inspect", "--model", model, choice, "nope" + HostileStrings.SUFFIX);
    }
    String input = picture.toString();
    run("explain", "--model", model, "--input", input, "--method", "gradient", "--out", out);
    for (String target : List.of("nope", HostileStrings.SUFFIX)) {
      run(
          "explain",
          "--model",
          model,
          "--input",
          input,
          "--method",
          "gradient",
          "--target",
          target,
          "--out",
          out);
    }
    run(
        "explain",
        "--model",
        model,
        "--input",
        input,
        "--method",
        HostileStrings.SUFFIX,
        "--out",
        out);
    run(
        "compare",
        "--model",
        model,
        "--input",
        input,
        "--method",
        "gradient",
        "deeplift",
        "grad-cam:layer=nope",
        "--metric",
        "gini",
        "--out",
        out);
    Path broken = folder.resolve(HostileStrings.FILE_NAME + "2.png");
    Files.writeString(broken, "\u0089PNG" + HostileStrings.SUFFIX);
    Path array = folder.resolve(HostileStrings.FILE_NAME + ".npy");
    Files.writeString(array, npy(), java.nio.charset.StandardCharsets.ISO_8859_1);
    run(
        "evaluate",
        "--model",
        model,
        "--input",
        input,
        broken.toString(),
        array.toString(),
        "--method",
        "gradient",
        "--metric",
        "gini",
        "--out",
        out);
    run("export", "--model", model, "--method", "gradient", "--out", out + "-export");
    run(
        "explain",
        "--model",
        model,
        "--input",
        array.toString(),
        "--method",
        "gradient",
        "--out",
        out);
    System.exit(0);
  }

  private static String npy() {
    String header = "{'descr': '" + HostileStrings.SUFFIX.replaceAll("[^ -~\n\u001b]", "") + "'}";
    return "\u0093NUMPY\u0001\u0000"
        + (char) (header.length() % 256)
        + (char) (header.length() / 256)
        + header;
  }

  private static void inspectAndExplain(Path model, Path picture) {
    run("inspect", "--model", model.toString());
    explain(model, picture);
  }

  private static void explain(Path model, Path picture) {
    run(
        "explain",
        "--model",
        model.toString(),
        "--input",
        picture.toString(),
        "--method",
        "gradient",
        "--out",
        model + "-out");
  }

  private static void run(String... arguments) {
    PrintWriter out = new PrintWriter(new java.io.OutputStreamWriter(System.out, UTF_8), true);
    PrintWriter err = new PrintWriter(new java.io.OutputStreamWriter(System.err, UTF_8), true);
    int exit = TfSaliency.run(out, err, arguments);
    System.out.println("[" + arguments[0] + " ended with " + exit + "]");
  }

  @Test
  void everyCommandRuns() {
    for (String command : List.of("inspect", "explain", "compare", "export")) {
      assertThat(printed).contains("[" + command + " ended with 0]");
    }
    assertThat(printed)
        .contains("[inspect ended with 1]", "[explain ended with 2]", "[evaluate ended with 3]");
  }

  @Test
  void nothingThatIsPrintedSteersATerminal() {
    assertThat(unseen(printed)).isEmpty();
  }

  @Test
  void noLineIsForgedOrEndless() {
    for (String line : Splitter.on('\n').split(printed)) {
      assertThat(line).doesNotStartWith(HostileStrings.FORGED).hasSizeLessThan(MOST_LETTERS);
    }
  }

  @Test
  void whatPeopleOpenIsHarmless() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> results = Files.walk(folder.resolve("out"))) {
      results
          .filter(file -> file.toString().matches("(?s).*\\.(html|csv|json)"))
          .forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      String text = Files.readString(file);
      assertThat(unseen(text)).as(file.toString()).isEmpty();
      assertThat(text.lines())
          .as(file.toString())
          .noneMatch(line -> line.startsWith(HostileStrings.FORGED));
      if (file.toString().endsWith("csv")) {
        assertThat(text).doesNotContain(LONG).doesNotContainPattern("(^|\n|,|\")[=+@-][^0-9,\n]");
      } else if (file.toString().endsWith("html")) {
        assertThat(text).doesNotContain(LONG);
      }
    }
  }

  @Test
  void namesOfFilesArePlain() throws IOException {
    try (Stream<Path> results = Files.walk(folder.resolve("out"))) {
      assertThat(results.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.matches("[\\w=.-]{1,200}"));
    }
  }

  /** The characters that cannot be seen, line breaks aside. */
  private static String unseen(String text) {
    return text.codePoints()
        .filter(
            c ->
                c != '\n'
                    && c != '\r'
                    && c != '\t'
                    && (Character.isISOControl(c)
                        || List.of(
                                Character.FORMAT,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR,
                                Character.PRIVATE_USE,
                                Character.SURROGATE)
                            .contains((byte) Character.getType(c))))
        .limit(50)
        .mapToObj(c -> String.format(java.util.Locale.ROOT, "%04x ", c))
        .reduce("", String::concat);
  }
}
