package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.Baseline.Noise;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.SpecNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.FloatNdArray;

/** Baselines as text. */
final class BaselineText {
  /** Of metrics, which know no embeddings. */
  static final String NUMBERS = "a number, one for each channel as in 0/0/0, or a .npy file";

  static final String EXPECTED =
      "a number, one for each channel as in 0/0/0, id:N for the embedding of an id, or a .npy file";

  private static final String FILE = ".npy";
  private static final String NOISE = "noise";
  private static final String MEAN = "mean";

  /** Ahead of the id whose embedding is the baseline. */
  private static final String ID = "id:";

  private BaselineText() {}

  static Optional<Baseline> read(String text, SpecFiles files) {
    GivenInJava.requireNoArray(
        text, "Maybe save it with numpy.save, and write the file's name in its place.");
    if (isFile(text)) {
      return Optional.of(Baseline.array(Npy.read(files.find(text)), text));
    }
    List<String> parts = Splitter.on('/').splitToList(text);
    try {
      if (text.startsWith(ID)) {
        return Optional.of(Baseline.ofId(Long.parseLong(text.substring(ID.length()))));
      }
      return Optional.of(
          parts.get(0).equals(NOISE)
              ? noise(parts.subList(1, parts.size()))
              : Baseline.perChannel(parts.stream().mapToDouble(Double::parseDouble).toArray()));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  static boolean isFile(String text) {
    return Ascii.toLowerCase(text).endsWith(FILE);
  }

  /** Whether some part of a text may be a file. */
  static boolean mayNameFile(String text) {
    return Ascii.toLowerCase(text).contains(FILE);
  }

  private static Baseline noise(List<String> numbers) {
    Baseline noise =
        Baseline.uniformNoise(
            Double.parseDouble(numbers.get(0)),
            Double.parseDouble(numbers.get(1)),
            Long.parseLong(numbers.get(2)));
    if (numbers.size() > 3) {
      throw new NumberFormatException("three numbers");
    }
    return noise;
  }

  static Optional<ImmutableList<Baseline>> readAll(String text, SpecFiles files) {
    ImmutableList.Builder<Baseline> all = ImmutableList.builder();
    for (String part : Splitter.on('+').split(text)) {
      Optional<Baseline> baseline = read(part, files);
      if (baseline.isEmpty()) {
        return Optional.empty();
      }
      all.add(baseline.get());
    }
    return Optional.of(all.build());
  }

  /** A baseline; empty for the mean colour of what is replaced. */
  static SpecFormat<Optional<Baseline>> orMean() {
    return orMean(EXPECTED, BaselineText::read);
  }

  /** The same for metrics, which look no embeddings up. */
  static SpecFormat<Optional<Baseline>> numbersOrMean() {
    return orMean(
        NUMBERS, (text, files) -> read(text, files).filter(baseline -> baseline.id().isEmpty()));
  }

  private static SpecFormat<Optional<Baseline>> orMean(
      String expected, SpecFormat.Reader<Baseline> reader) {
    return SpecFormat.<Optional<Baseline>>ofFiles(
            MEAN + ", " + expected,
            (text, files) ->
                text.equals(MEAN)
                    ? Optional.of(Optional.empty())
                    : SpecFormat.chosen(reader.read(text, files)),
            baseline -> baseline.map(BaselineText::print).orElse(MEAN))
        .withAlternatives(MEAN);
  }

  static String print(Baseline baseline) {
    if (baseline.file().isPresent()) {
      return baseline.file().get();
    }
    if (baseline.id().isPresent()) {
      return ID + baseline.id().get();
    }
    Optional<Noise> noise = baseline.noise();
    if (noise.isPresent()) {
      return String.join(
          "/",
          NOISE,
          SpecNumber.shortest(noise.get().low()),
          SpecNumber.shortest(noise.get().high()),
          Long.toString(noise.get().seed()));
    }
    FloatNdArray values = baseline.values().orElseThrow();
    return values.rank() > 1
        ? GivenInJava.array(values.shape().asArray())
        : numbers(values).stream().map(SpecNumber::shortest).collect(Collectors.joining("/"));
  }

  private static List<Float> numbers(FloatNdArray values) {
    List<Float> numbers = new ArrayList<>();
    values.scalars().forEach(value -> numbers.add(value.getFloat()));
    return numbers;
  }

  static String printAll(List<Baseline> baselines) {
    return String.join("+", baselines.stream().map(BaselineText::print).collect(toImmutableList()));
  }
}
