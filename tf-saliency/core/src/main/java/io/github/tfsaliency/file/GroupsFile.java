package io.github.tfsaliency.file;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A JSON file that groups features: by name, {@code {"NAME": ["column", 3, ...], ...}}, or by a
 * mask of group numbers in a {@code .npy} file, {@code {"mask": "mask.npy", "names": ["NAME",
 * ...]}}. A model with several inputs has a mask for each: {@code {"mask": {"INPUT": "mask.npy",
 * ...}, ...}}. Without names groups are called by their numbers. A mask's file lies beside the JSON
 * file unless its place is absolute.
 *
 * <p>Immutable. What the groups are depends on the inputs, so it is told of these at last.
 */
public final class GroupsFile {
  /** What a file of groups is called where a mask has the name that it is given. */
  public static final String NAME = GroupsParser.NAME;

  private static final long MOST_BYTES = 16L << 20;

  private final Path file;
  private final GroupsParser.Content content;

  private GroupsFile(Path file, GroupsParser.Content content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads a file, and the masks that it names.
   *
   * @param file of JSON in UTF-8
   * @return what it says
   * @throws SaliencyException if it cannot be read, or says something else
   */
  public static GroupsFile read(Path file) {
    return read(file, file::resolveSibling);
  }

  /**
   * Reads a file whose masks lie elsewhere.
   *
   * @param file of JSON in UTF-8
   * @param masks finds the file of each mask by the name that the JSON has for it
   * @return what it says
   * @throws SaliencyException as {@link #read(Path)}
   */
  public static GroupsFile read(Path file, Function<String, Path> masks) {
    try {
      return new GroupsFile(file, new GroupsParser(file, masks).parse(text(file)));
    } catch (IllegalArgumentException e) {
      throw refused(file, e);
    }
  }

  private static SaliencyException refused(Path file, IllegalArgumentException e) {
    return new SaliencyException(
        Message.of(
            "The file of groups '%s' cannot be used: %s",
            file, Message.part(String.valueOf(e.getMessage()))),
        e);
  }

  private static String text(Path file) {
    RegularFile.require(file);
    try {
      long bytes = Files.size(file);
      checkArgument(
          bytes <= MOST_BYTES,
          "It has %s bytes, and at most %s are read.\nMaybe give a mask.",
          bytes,
          MOST_BYTES);
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("It is not text in UTF-8.", e);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
  }

  /**
   * The file itself, by the name {@value #NAME}, and those of its masks, by the names that it has
   * for them.
   *
   * @return what decides the groups
   */
  public ImmutableMap<String, Path> files() {
    return content.files();
  }

  /**
   * The groups of a model's inputs.
   *
   * @param inputs all inputs that get a map
   * @return the groups
   * @throws SaliencyException if the file names what is not there, one thing twice, or nothing for
   *     a group, or a mask has another shape than the input
   */
  public FeatureGroups groupsOf(List<GroupedInput> inputs) {
    try {
      return content.masks().isEmpty()
          ? FeatureGroups.of(inputs, content.members())
          : ofMasks(inputs);
    } catch (IllegalArgumentException e) {
      throw refused(file, e);
    }
  }

  private FeatureGroups ofMasks(List<GroupedInput> inputs) {
    Map<String, IntNdArray> given = new LinkedHashMap<>(content.masks());
    if (inputs.size() == 1 && given.keySet().equals(ImmutableSet.of(FeatureGroups.ONLY_INPUT))) {
      given = new LinkedHashMap<>(Map.of(inputs.get(0).name(), given.values().iterator().next()));
    }
    ImmutableSet<String> expected =
        inputs.stream().map(GroupedInput::name).collect(ImmutableSet.toImmutableSet());
    checkArgument(
        given.keySet().equals(expected),
        "There must be a mask for each of the inputs %s.\n"
            + "Maybe write {\"mask\": {\"INPUT\": \"mask.npy\", ...}}.",
        expected);
    Map<String, IntNdArray> masks = given;
    FeatureGroups groups =
        content
            .names()
            .map(names -> FeatureGroups.ofMasks(masks, names))
            .orElseGet(() -> numbered(masks));
    for (GroupedInput input : inputs) {
      var unused = groups.labels(input.name(), input.sample());
    }
    return groups;
  }

  /** Each number that is there is a name. */
  private static FeatureGroups numbered(Map<String, IntNdArray> masks) {
    TreeSet<Integer> numbers = new TreeSet<>();
    masks.values().forEach(mask -> mask.scalars().forEach(value -> numbers.add(value.getInt())));
    checkArgument(
        numbers.first() >= 0,
        "The mask has the number %s, but groups are numbered from 0.\n"
            + "Maybe add a group for the features outside all groups.",
        numbers.first());
    List<Integer> places = new ArrayList<>(numbers);
    Map<Integer, Integer> placeOf = new LinkedHashMap<>();
    places.forEach(number -> placeOf.put(number, placeOf.size()));
    Map<String, IntNdArray> contiguous = new LinkedHashMap<>();
    masks.forEach(
        (input, mask) -> {
          int[] labels = new int[Math.toIntExact(mask.size())];
          mask.copyTo(DataBuffers.of(labels, false, false));
          for (int i = 0; i < labels.length; i++) {
            labels[i] = requireNonNull(placeOf.get(labels[i]));
          }
          contiguous.put(input, NdArrays.wrap(mask.shape(), DataBuffers.of(labels, false, false)));
        });
    return FeatureGroups.ofMasks(contiguous, places.stream().map(String::valueOf).toList());
  }
}
