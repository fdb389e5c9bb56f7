package io.github.tfsaliency.cli.sample;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.Shown;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A file to explain, or a file for each input of a model that has several.
 *
 * @param text as it was given
 * @param files by the name of the input
 * @param values in the model's own units, with or without the batch dimension
 * @param picture the photograph, or null for arrays
 * @param sampleCount how many samples the values hold
 */
public record ExplainInput(
    String text,
    ImmutableMap<String, Path> files,
    ImmutableMap<String, FloatNdArray> values,
    @Nullable Picture picture,
    int sampleCount) {

  /**
   * Reads an input; a file whose name ends with {@code .npy} is an array.
   *
   * @throws SaliencyException if it cannot be read, or is none of the model
   */
  public static ExplainInput read(String text, Model model) {
    Map<String, String> given = byName(text, model);
    if (model.inputNames().size() > 1) {
      return readSeveral(text, given, model);
    }
    String name = model.inputNames().get(0);
    Path file = Path.of(given.getOrDefault(name, text));
    return isArray(file.toString())
        ? readArrays(text, ImmutableMap.of(name, file), model)
        : readPicture(text, file, name, model);
  }

  /**
   * Reads an input of which it is known what it is, whatever its name ends with.
   *
   * @param text for messages
   * @param files by the name of the input
   * @param isPicture whether the only file is a picture; else all are arrays
   * @throws SaliencyException if it cannot be read, or is none of the model
   */
  public static ExplainInput read(
      String text, ImmutableMap<String, Path> files, boolean isPicture, Model model) {
    if (!files.keySet().equals(ImmutableSet.copyOf(model.inputNames()))) {
      throw new SaliencyException(
          Message.of("The model takes the inputs %s, not %s.", model.inputNames(), files.keySet()));
    }
    if (!isPicture) {
      return readArrays(text, files, model);
    }
    String name = model.inputNames().get(0);
    return readPicture(text, requireNonNull(files.get(name)), name, model);
  }

  /**
   * What a record says of the files.
   *
   * @param model that the input is for
   * @return their sums, and what became of a picture
   */
  public InputSums sums(Model model) {
    return new InputSums(
        ImmutableMap.copyOf(Maps.transformValues(files, Sha256::of)),
        picture == null ? Optional.empty() : model.encoding());
  }

  /** How many samples a text stands for; a picture, whatever is wrong with it, for one. */
  public static int sampleCount(String text, Model model) {
    return model.inputNames().size() == 1 && !isArray(text) ? 1 : read(text, model).sampleCount();
  }

  private static ExplainInput readPicture(String text, Path file, String name, Model model) {
    Picture picture = Picture.read(file);
    return new ExplainInput(
        text,
        ImmutableMap.of(name, file),
        ImmutableMap.of(name, model.encode(picture)),
        picture,
        1);
  }

  /**
   * {@code image=a.npy,metadata=b.npy}: a file for each input that the model needs. The signature's
   * other inputs may be there too. Empty for what is none of that, such as the name of a file.
   */
  private static Map<String, String> byName(String text, Model model) {
    Map<String, String> given;
    try {
      given =
          Splitter.on(',')
              .trimResults()
              .withKeyValueSeparator(Splitter.on('=').limit(2))
              .split(text);
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
    ImmutableSet<String> needed = ImmutableSet.copyOf(model.inputNames());
    return given.keySet().containsAll(needed)
            && Sets.union(needed, model.unusedInputs()).containsAll(given.keySet())
        ? Maps.filterKeys(given, needed::contains)
        : Map.of();
  }

  private static ExplainInput readSeveral(String text, Map<String, String> given, Model model) {
    if (given.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The model takes the inputs %s, not '%s'.\nMaybe give a .npy file for each: %s.",
              model.inputNames(),
              text,
              Message.part(Shown.text(String.join(",", named(model).values())))));
    }
    ImmutableMap<String, Path> files =
        given.entrySet().stream()
            .collect(toImmutableMap(Map.Entry::getKey, file -> Path.of(file.getValue())));
    return readArrays(text, files, model);
  }

  private static ExplainInput readArrays(
      String text, ImmutableMap<String, Path> files, Model model) {
    ImmutableMap<String, FloatNdArray> values =
        files.entrySet().stream()
            .collect(toImmutableMap(Map.Entry::getKey, file -> Npy.read(file.getValue())));
    int samples =
        values.entrySet().stream()
            .mapToInt(input -> sampleCount(input.getValue(), model.inputShape(input.getKey())))
            .max()
            .orElse(1);
    return new ExplainInput(text, files, values, null, samples);
  }

  private static ImmutableMap<String, String> named(Model model) {
    return model.inputNames().stream()
        .collect(toImmutableMap(name -> name, name -> name + "=FILE"));
  }

  private static boolean isArray(String file) {
    return Ascii.toLowerCase(file).endsWith(".npy");
  }

  private static int sampleCount(FloatNdArray values, Shape expected) {
    boolean batch =
        values.rank() > 0 && (expected.isUnknown() || values.rank() == expected.numDimensions());
    return batch ? Math.toIntExact(values.shape().get(0)) : 1;
  }

  /**
   * What a person sees of a sample.
   *
   * @param sample its place, from 0
   * @return by the name of the input
   */
  public ImmutableMap<String, InputView> views(int sample) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            values,
            array ->
                picture != null
                    ? new InputView.Photograph(picture)
                    : new InputView.Numbers(
                        // a batch of one may come without its dimension
                        sampleCount > 1 ? array.get(sample) : array)));
  }

  /**
   * What a person sees of a sample of the only input, or of the first one.
   *
   * @param sample its place, from 0
   */
  public InputView view(int sample) {
    return views(sample).values().asList().get(0);
  }

  /** The file that a map is named after. */
  public Path file(String input) {
    Path own = files.get(input);
    return own == null ? files.values().asList().get(0) : own;
  }
}
