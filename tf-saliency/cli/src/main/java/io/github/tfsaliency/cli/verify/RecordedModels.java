package io.github.tfsaliency.cli.verify;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.cli.common.ModelOptions;
import io.github.tfsaliency.cli.input.FileTexts;
import io.github.tfsaliency.cli.input.InputKind;
import io.github.tfsaliency.cli.input.Reading;
import io.github.tfsaliency.cli.sample.ExplainInput;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.ModelChoices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model as records say that it was loaded. The last one stays loaded, as most entries of a record
 * share it.
 */
final class RecordedModels implements AutoCloseable {
  private final ModelLoader loader;
  private final KnownFiles files;
  private @Nullable Model loaded;
  private @Nullable List<Object> loadedBy;

  RecordedModels(ModelLoader loader, KnownFiles files) {
    this.loader = loader;
    this.files = files;
  }

  /** The file of labels that were given, if it was found. */
  Optional<Path> labels(ModelChoices choices) {
    return choices.labels().flatMap(files::find);
  }

  /**
   * Loads the model; without the labels that were given if their file was not found.
   *
   * @param recorded what a record says of the input
   * @param inputs the files that a model may have to know the texts of
   * @return a model that stays open until another one is loaded
   * @throws RuntimeException if it cannot be loaded so
   */
  Model load(ModelChoices choices, InputSums recorded, ImmutableMap<String, Path> inputs) {
    ImmutableMap<String, InputKind> kinds = ExplainInput.kinds(recorded);
    boolean texts = kinds.containsValue(InputKind.TABLE) || kinds.containsValue(InputKind.TEXT);
    List<Object> by = texts ? List.of(choices, recorded) : List.of(choices);
    if (loaded != null && by.equals(loadedBy)) {
      return loaded;
    }
    close();
    Model model =
        (texts
                ? FileTexts.given(loader(choices), inputs, kinds, reading(recorded))
                : loader(choices))
            .load();
    loaded = model;
    loadedBy = by;
    return model;
  }

  /** How files were read, with the vocabulary from wherever it is now. */
  Reading reading(InputSums recorded) {
    return Reading.of(recorded.reading(), sum -> files.require("vocabulary", sum));
  }

  private ModelLoader loader(ModelChoices choices) {
    ModelLoader choosing =
        loader.tags(choices.tags().toArray(String[]::new)).signature(choices.signature());
    choosing = choices.input().map(choosing::input).orElse(choosing);
    choosing = choices.output().map(choosing::output).orElse(choosing);
    choosing = choices.encoding().map(choosing::encoding).orElse(choosing);
    choosing = choices.probability() ? choosing.probability() : choosing;
    for (Map.Entry<String, String> set : choices.set().entrySet()) {
      choosing = choosing.set(set.getKey(), set.getValue());
    }
    for (Map.Entry<String, String> set : choices.setFiles().entrySet()) {
      Path file =
          files.require(Message.of("array that '%s' was set to", set.getKey()), set.getValue());
      choosing = choosing.set(set.getKey(), Npy.read(file));
    }
    return labels(choices).map(ModelOptions::readLabels).map(choosing::labels).orElse(choosing);
  }

  @Override
  public void close() {
    if (loaded != null) {
      loaded.close();
    }
    loaded = null;
  }
}
