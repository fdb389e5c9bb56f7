package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.MetricRow;
import io.github.tfsaliency.spec.MetricSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Numbers that nobody means are refused by name, or honoured; none ends in a trace or never. */
class ExtremeNumbersTest {
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "2147483647",
          "-2147483648",
          "1000000000",
          "9223372036854775807",
          "99999999999999999999",
          "NaN",
          "Infinity",
          "-Infinity",
          "1e308",
          "4.9e-324");

  private static final Pattern KEY = Pattern.compile("([a-z-]+)=");

  @TempDir static Path folder;
  @AutoClose private static Model model;
  private static FloatNdArray sample;

  @BeforeAll
  static void load() throws IOException {
    model = Model.load(Path.of(MODELS + "vgg"));
    sample = NdArrays.ofFloats(Shape.of(32, 32, 3));
    Random random = new Random(1);
    sample.scalars().forEach(value -> value.setFloat(random.nextFloat()));
    Npy.write(folder.resolve("sample.npy"), sample);
  }

  private static List<String> keys(String keys) {
    List<String> found = new ArrayList<>();
    Matcher matcher = KEY.matcher(keys);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /** What a method needs beside the number in question, and few samples where it is not theirs. */
  private static String others(String name, String key) {
    String few =
        switch (name) {
          case "lrp" ->
              switch (key) {
                case "low", "high" ->
                    "composite=epsilon-gamma-box," + (key.equals("low") ? "high=1" : "low=0");
                case "epsilon" -> "rule=epsilon";
                case "gamma" -> "rule=gamma";
                case "alpha" -> "rule=alpha-beta,beta=1";
                case "beta" -> "rule=alpha-beta,alpha=2";
                case "contrast" -> "rule=z-plus,start=contrast";
                default -> "rule=z-plus";
              };
          case "expected-gradients" ->
              key.equals("baseline") ? "samples=2" : "baseline=0,samples=2";
          case "smooth-grad", "smooth-grad-squared", "var-grad" -> "samples=2";
          case "rise" -> "samples=2";
          case "kernel-shap", "lime" -> "samples=60,segments=4";
          case "integrated-gradients" ->
              key.equals("max-steps") ? "steps=2,tolerance=1e9" : "steps=2";
          case "blur-ig", "guided-ig", "xrai", "conductance", "internal-influence" -> "steps=2";
          case "neuron-conductance" -> "layer=relu_9,index=0/0/0,steps=2";
          default -> "";
        };
    return Stream.of(few.split(","))
        .filter(option -> !option.startsWith(key + "="))
        .map(option -> option.isEmpty() ? "" : "," + option)
        .reduce("", String::concat);
  }

  private static Stream<String> specs() {
    List<String> specs = new ArrayList<>();
    for (SpecRow<?> entry : MethodSpecs.rows()) {
      for (String key : keys(entry.keys())) {
        NUMBERS.forEach(
            number ->
                specs.add(entry.name() + ":" + key + "=" + number + others(entry.name(), key)));
      }
    }
    for (String name : List.of("kernel-shap", "lime")) {
      for (String number : NUMBERS) {
        for (String form :
            List.of(
                "slic/%s/10",
                "slic/4/%s",
                "felzenszwalb/%s/1/20",
                "felzenszwalb/1/%s/20",
                "felzenszwalb/1/1/%s",
                "grid/%s/2",
                "grid/2/%s",
                "grid/%s/%<s")) {
          specs.add(name + ":samples=60,segments=" + form.formatted(number));
        }
      }
    }
    return specs.stream();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void methodsRefuseOrHonour(String spec) {
    MethodSpec parsed;
    try {
      parsed = MethodSpec.parse(spec);
    } catch (IllegalArgumentException e) {
      assertThat(e).isNotInstanceOf(NumberFormatException.class);
      assertThat(e.getMessage()).containsAnyOf("must", "not ", "There is no", "finite");
      return;
    }
    try {
      Saliency saliency = Saliency.of(model).method(parsed.method()).target(Target.classIndex(0));
      assertThat(saliency.compute(sample).sampleCount()).isOne();
    } catch (RuntimeException e) {
      assertThat(Failures.isExplained(e)).as(e.toString()).isTrue();
    }
  }

  /** What is honoured is computed, all in one run. */
  @Test
  void metricsRefuseOrHonour() {
    List<String> honoured = new ArrayList<>();
    for (MetricRow entry : MetricSpecs.rows()) {
      if (entry.needsMask()) {
        continue;
      }
      for (String key : keys(entry.keys())) {
        for (String number : NUMBERS) {
          String spec = entry.name() + ":" + key + "=" + number;
          try {
            honoured.add(MetricSpecs.parse(spec).toString());
          } catch (IllegalArgumentException e) {
            assertThat(e).as(spec).isNotInstanceOf(NumberFormatException.class);
            assertThat(e.getMessage()).as(spec).containsAnyOf("must", "not ", "at least");
          }
        }
      }
    }
    assertThat(honoured).contains("sensitivity-n:seed=9223372036854775807");

    String[] arguments =
        Stream.of(
                Stream.of("evaluate", "--model", MODELS + "vgg", "--method", "gradient"),
                Stream.of("--input", folder.resolve("sample.npy").toString(), "--metric"),
                honoured.stream(),
                Stream.of("--out", folder.resolve("metrics").toString()))
            .flatMap(part -> part)
            .toArray(String[]::new);
    assertRefusedOrHonoured("", arguments);
  }

  private static void assertRefusedOrHonoured(String named, String... arguments) {
    StringWriter err = new StringWriter();

    int exit =
        TfSaliency.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);

    assertThat(exit).isBetween(0, 2);
    assertThat(err.toString()).doesNotContain("bug in tf-saliency", "\tat ", "Exception");
    if (exit != 0) {
      assertThat(err.toString()).contains(named);
    }
  }

  private static Stream<Arguments> options() {
    String input = folder.resolve("sample.npy").toString();
    String[] explain = {"explain", "--model", MODELS + "vgg", "--input", input};
    String[] compare = {
      "compare", "--model", MODELS + "vgg", "--input", input, "--method", "gradient"
    };
    String[] evaluate = {
      "evaluate", "--model", MODELS + "vgg", "--input", input, "--metric", "gini"
    };
    List<Arguments> options = new ArrayList<>();
    for (String number : NUMBERS) {
      options.add(Arguments.of(explain, "--memory", number, "memory"));
      options.add(Arguments.of(explain, "--target", number, ""));
      options.add(Arguments.of(compare, "--memory", number, "memory"));
      options.add(Arguments.of(compare, "--seed", number, "seed"));
      options.add(Arguments.of(compare, "--steps", number, "steps"));
      options.add(Arguments.of(evaluate, "--memory", number, "memory"));
      options.add(Arguments.of(evaluate, "--seed", number, "seed"));
    }
    return options.stream();
  }

  @ParameterizedTest
  @MethodSource("options")
  void optionsRefuseOrHonour(String[] command, String option, String number, String named) {
    Stream<String> method =
        command[0].equals("compare") ? Stream.of() : Stream.of("--method", "gradient");
    assertRefusedOrHonoured(
        named,
        Stream.of(
                Stream.of(command),
                method,
                Stream.of(option + "=" + number, "--out", folder.resolve("options").toString()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  @Test
  void tooManyStepsAreRefusedWithTheLimit() {
    StringWriter err = new StringWriter();

    int exit =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "explain",
            "--model",
            MODELS + "vgg",
            "--input",
            folder.resolve("sample.npy").toString(),
            "--method",
            "integrated-gradients:steps=1000000000",
            "--out",
            folder.resolve("steps").toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "Invalid value for option '--method' at index 0 (SPEC): The number of steps"
                + " (1000000000) must be at most 100000.");
    assertThat(folder.resolve("steps")).doesNotExist();
  }
}
