package io.github.tfsaliency.cli.input;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.inspect.TensorDescription;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts that files hold for inputs of strings. A model must know them when it is loaded, as its
 * inputs are numbers: the places in a list of texts.
 */
public final class FileTexts {
  private static final long MOST_LETTERS = 1L << 25;
  private static final int MOST_TEXTS = 1_000_000;

  private final Reading reading;
  private final ImmutableSet<String> textInputs;
  private final ImmutableSet<String> allInputs;
  private final Map<String, Set<String>> texts = new LinkedHashMap<>();
  private long letters;
  private @Nullable RuntimeException failure;

  private FileTexts(
      Reading reading, ImmutableSet<String> textInputs, ImmutableSet<String> allInputs) {
    this.reading = reading;
    this.textInputs = textInputs;
    this.allInputs = allInputs;
  }

  /**
   * Gives a loader the texts of files.
   *
   * @param loader of the model
   * @param files each {@code FILE} or {@code NAME=FILE,NAME=FILE}; those that cannot be read are
   *     passed over, as they are read again
   * @param reading how files are read
   * @return the loader itself where the model takes no strings
   * @throws SaliencyException if no file can be read, or the texts are too many
   */
  public static ModelLoader given(ModelLoader loader, List<String> files, Reading reading) {
    ImmutableSet<String> wanted = loader.textInputs();
    if (wanted.isEmpty() || files.isEmpty()) {
      return loader;
    }
    ImmutableSet<String> all =
        loader.signatures().stream()
            .map(
                signature ->
                    signature.inputs().stream()
                        .map(TensorDescription::name)
                        .collect(ImmutableSet.toImmutableSet()))
            .filter(names -> names.containsAll(wanted))
            .findFirst()
            .orElse(wanted);
    FileTexts texts = new FileTexts(reading, wanted, all);
    for (String text : files) {
      texts
          .byName(text)
          .forEach((name, file) -> texts.add(name, Path.of(file), InputKind.of(file)));
    }
    return texts.put(loader);
  }

  /** As files are called in records, where the kinds are known. */
  public static ModelLoader given(
      ModelLoader loader,
      ImmutableMap<String, Path> files,
      ImmutableMap<String, InputKind> kinds,
      Reading reading) {
    ImmutableSet<String> wanted = loader.textInputs();
    if (wanted.isEmpty()) {
      return loader;
    }
    FileTexts texts = new FileTexts(reading, wanted, files.keySet());
    files.forEach((name, file) -> texts.add(name, file, kinds.getOrDefault(name, InputKind.ARRAY)));
    return texts.put(loader);
  }

  /** The file of each input of strings. */
  private Map<String, String> byName(String text) {
    Map<String, String> whole = new LinkedHashMap<>();
    textInputs.forEach(name -> whole.put(name, text));
    try {
      Map<String, String> named =
          Splitter.on(',')
              .trimResults()
              .withKeyValueSeparator(Splitter.on('=').limit(2))
              .split(text);
      if (!allInputs.containsAll(named.keySet())) {
        return whole;
      }
      Map<String, String> ofTexts = new LinkedHashMap<>(named);
      ofTexts.keySet().retainAll(textInputs);
      return ofTexts;
    } catch (IllegalArgumentException e) {
      return whole;
    }
  }

  private void add(String input, Path file, InputKind kind) {
    if (!textInputs.contains(input)) {
      return;
    }
    try {
      Set<String> into = texts.computeIfAbsent(input, key -> new LinkedHashSet<>());
      Iterable<String> found =
          switch (kind) {
            case TABLE -> new TableReader(Table.read(file), reading).texts(input, allInputs);
            case TEXT -> TextReader.lines(file);
            default -> ImmutableList.of();
          };
      for (String text : found) {
        letters += into.add(text) ? text.length() : 0;
      }
    } catch (RuntimeException e) {
      failure = failure == null ? e : failure;
      return;
    }
    if (letters > MOST_LETTERS
        || texts.values().stream().anyMatch(all -> all.size() > MOST_TEXTS)) {
      throw new SaliencyException(
          Message.of(
              "The files hold more than %s letters, or more than %s texts, for the inputs %s.\n"
                  + "Maybe give fewer files at once.",
              MOST_LETTERS, MOST_TEXTS, textInputs));
    }
  }

  private ModelLoader put(ModelLoader loader) {
    texts.values().removeIf(Set::isEmpty);
    if (texts.isEmpty() && failure != null) {
      throw failure;
    }
    ModelLoader with = loader;
    for (Map.Entry<String, Set<String>> each : texts.entrySet()) {
      with = with.texts(each.getKey(), ImmutableList.copyOf(each.getValue()));
    }
    return with;
  }
}
