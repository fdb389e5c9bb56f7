package io.github.tfsaliency.cli.verify;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.record.InputSums;
import io.github.tfsaliency.record.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that a user says was explained, or a file for each input of a model that has several.
 *
 * @param text as it was given
 * @param files by the name of the input; of a single file the name is empty
 * @param sums of the files, by the same names
 */
record GivenInput(
    String text, ImmutableMap<String, Path> files, ImmutableMap<String, String> sums) {
  /**
   * Reads the sums.
   *
   * @param text {@code FILE} or {@code NAME=FILE,NAME=FILE}
   * @throws RuntimeException if a file cannot be read
   */
  static GivenInput read(String text) {
    ImmutableMap<String, Path> files = files(text);
    return new GivenInput(
        text, files, ImmutableMap.copyOf(Maps.transformValues(files, Sha256::of)));
  }

  private static ImmutableMap<String, Path> files(String text) {
    Path whole = Path.of(text);
    if (text.indexOf('=') < 0 || Files.exists(whole)) {
      return ImmutableMap.of("", whole);
    }
    try {
      Map<String, String> named =
          Splitter.on(',')
              .trimResults()
              .withKeyValueSeparator(Splitter.on('=').limit(2))
              .split(text);
      return named.entrySet().stream()
          .collect(toImmutableMap(Map.Entry::getKey, file -> Path.of(file.getValue())));
    } catch (IllegalArgumentException e) {
      return ImmutableMap.of("", whole);
    }
  }

  /**
   * The files by the names of a record's inputs, if they have the sums that it has.
   *
   * @param recorded what a record says of its input
   */
  Optional<ImmutableMap<String, Path>> matching(InputSums recorded) {
    Set<String> names = recorded.files().keySet();
    if (files.containsKey("") && !names.isEmpty()) {
      // One file may hold what all inputs take.
      Path only = files.values().asList().get(0);
      return recorded.files().values().stream().allMatch(sum -> sum.equals(sums.get("")))
          ? Optional.of(ImmutableMap.copyOf(Maps.asMap(names, name -> only)))
          : Optional.empty();
    }
    // Inputs that the model does not need may be there too.
    return Maps.filterKeys(sums, names::contains).equals(recorded.files())
        ? Optional.of(ImmutableMap.copyOf(Maps.filterKeys(files, names::contains)))
        : Optional.empty();
  }
}
