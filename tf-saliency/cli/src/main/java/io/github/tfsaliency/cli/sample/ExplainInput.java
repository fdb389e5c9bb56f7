package io.github.tfsaliency.cli.sample;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.input.InputKind;
import io.github.tfsaliency.cli.input.InputReader;
import io.github.tfsaliency.cli.input.ReadInput;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A file to explain, or a file for each input of a model that has several.
 *
 * @param text as it was given
 * @param read what the files hold
 * @param reading how they were read
 */
public record ExplainInput(String text, ReadInput read, Reading reading) {

  /**
   * Reads an input; what a file is its name says by its end.
   *
   * @throws SaliencyException if it cannot be read, or is none of the model
   */
  public static ExplainInput read(String text, Model model, Reading reading) {
    return new ExplainInput(text, InputReader.read(text, model, reading), reading);
  }

  /**
   * Reads an input of which it is known what it is, whatever its name ends with.
   *
   * @param text for messages
   * @param files by the name of the input
   * @param recorded what a record says of it
   * @param reading how the files were read
   * @throws SaliencyException if it cannot be read, or is none of the model
   */
  public static ExplainInput read(
      String text,
      ImmutableMap<String, Path> files,
      InputSums recorded,
      Model model,
      Reading reading) {
    return new ExplainInput(
        text, InputReader.read(text, files, kinds(recorded), model, reading), reading);
  }

  /**
   * The kinds of files that a record is of.
   *
   * @param recorded a picture or arrays where it says nothing else
   * @return by the names of inputs
   * @throws IllegalArgumentException if it has kinds of other inputs than files
   */
  public static ImmutableMap<String, InputKind> kinds(InputSums recorded) {
    ImmutableMap<String, InputKind> kinds = Reading.kinds(recorded.reading());
    InputKind usual = recorded.preprocessing().isPresent() ? InputKind.PICTURE : InputKind.ARRAY;
    if (!kinds.isEmpty() && !kinds.keySet().equals(recorded.files().keySet())) {
      throw new IllegalArgumentException(
          Message.of(
              "The record has kinds of %s, but files of %s.",
              kinds.keySet(), recorded.files().keySet()));
    }
    return kinds.isEmpty() ? Maps.toMap(recorded.files().keySet(), name -> usual) : kinds;
  }

  /** The files by the name of the input; of several inputs the same file may be for all. */
  public ImmutableMap<String, Path> files() {
    return read.files();
  }

  /** In the model's own units, with or without the batch dimension. */
  public ImmutableMap<String, FloatNdArray> values() {
    return read.values();
  }

  /** How many samples the values hold. */
  public int sampleCount() {
    return read.samples();
  }

  /** The photograph, or null for arrays and for a model of several inputs. */
  public @Nullable Picture picture() {
    return read.files().size() == 1 && !read.pictures().isEmpty()
        ? read.pictures().values().asList().get(0)
        : null;
  }

  /** The photograph that a map is of, or null. */
  public @Nullable Picture picture(String of) {
    Picture own = read.pictures().get(of);
    return own == null ? picture() : own;
  }

  /**
   * What a person sees of a sample.
   *
   * @param sample its place, from 0
   * @return by the name of the input
   */
  public ImmutableMap<String, InputView> views(int sample) {
    return ImmutableMap.copyOf(Maps.transformValues(read.views(), view -> view.apply(sample)));
  }

  /**
   * What a person sees of a sample of the only input, or of the first one.
   *
   * @param sample its place, from 0
   */
  public InputView view(int sample) {
    return read.views().values().asList().get(0).apply(sample);
  }

  /** What was done to the files and may not be wanted, a sentence each. */
  public ImmutableList<String> notes() {
    return read.notes();
  }

  /**
   * What a record says of the files.
   *
   * @param model that the input is for
   * @return their sums, what became of a picture, and how other files were read
   */
  public InputSums sums(Model model) {
    Map<Path, String> sums = new HashMap<>();
    return new InputSums(
        ImmutableMap.copyOf(
            Maps.transformValues(files(), file -> sums.computeIfAbsent(file, Sha256::of))),
        read.pictures().isEmpty() ? Optional.empty() : model.encoding(),
        reading.record(read.kinds()));
  }

  /** How many samples a text stands for; a picture, whatever is wrong with it, for one. */
  public static int sampleCount(String text, Model model, Reading reading) {
    return model.inputNames().size() == 1 && InputKind.of(text) == InputKind.PICTURE
        ? 1
        : read(text, model, reading).sampleCount();
  }

  /** The file that a map is named after. */
  public Path file(String input) {
    Path own = files().get(input);
    return own == null ? files().values().asList().get(0) : own;
  }

  /** What tells the maps of inputs apart that one file gave, ahead of the method's text. */
  public String part(String input) {
    boolean shared =
        files().size() > 1 && files().values().stream().distinct().count() < files().size();
    return shared ? input + "." : "";
  }
}
