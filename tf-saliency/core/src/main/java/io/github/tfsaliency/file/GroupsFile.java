package io.github.tfsaliency.file;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.attribution.GroupedInput;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tensorflow.ndarray.FloatNdArray;
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
  private static final long MOST_BYTES = 16L << 20;
  private static final String MASK = "mask";
  private static final String NAMES = "names";

  private final Path file;
  private final ImmutableList<Path> maskFiles;
  private final ImmutableMap<String, ImmutableList<String>> members;
  private final ImmutableMap<String, IntNdArray> masks;
  private final Optional<ImmutableList<String>> names;

  private GroupsFile(
      Path file,
      ImmutableList<Path> maskFiles,
      ImmutableMap<String, ImmutableList<String>> members,
      ImmutableMap<String, IntNdArray> masks,
      Optional<ImmutableList<String>> names) {
    this.file = file;
    this.maskFiles = maskFiles;
    this.members = members;
    this.masks = masks;
    this.names = names;
  }

  /**
   * Reads a file, and the masks that it names.
   *
   * @param file of JSON in UTF-8
   * @return what it says
   * @throws SaliencyException if it cannot be read, or says something else
   */
  public static GroupsFile read(Path file) {
    try {
      return parse(file, text(file));
    } catch (IllegalArgumentException e) {
      throw refused(file, e);
    }
  }

  private static SaliencyException refused(Path file, IllegalArgumentException e) {
    return new SaliencyException(
        Message.of(
            "The file of groups '%s' cannot be taken: %s",
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
      throw new IllegalArgumentException("It is no text in UTF-8.", e);
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
  }

  private static GroupsFile parse(Path file, String text) {
    Object json;
    try {
      json = StrictJson.parse(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("It is no JSON.", e);
    }
    checkArgument(
        json instanceof Map && !((Map<?, ?>) json).isEmpty(),
        "It must be an object that has a group at least: {\"NAME\": [\"column\", ...], ...}.");
    Map<?, ?> object = (Map<?, ?>) json;
    Object mask = object.get(MASK);
    if (mask instanceof String || mask instanceof Map) {
      return ofMasks(file, mask, object);
    }
    ImmutableMap.Builder<String, ImmutableList<String>> members = ImmutableMap.builder();
    object.forEach((name, list) -> members.put((String) name, members((String) name, list)));
    return new GroupsFile(
        file, ImmutableList.of(), members.buildOrThrow(), ImmutableMap.of(), Optional.empty());
  }

  private static ImmutableList<String> members(String group, Object list) {
    checkArgument(
        list instanceof List,
        "The group '%s' must be a list of columns or numbers, such as [\"age\", 3].",
        group);
    ImmutableList.Builder<String> members = ImmutableList.builder();
    for (Object member : (List<?>) list) {
      boolean number =
          member instanceof StrictJson.Digits digits && digits.text().matches("[0-9]{1,9}");
      checkArgument(
          member instanceof String || number,
          "The group '%s' has '%s', which is no name and no whole number from 0.",
          group,
          member instanceof StrictJson.Digits digits ? digits.text() : member);
      members.add(
          member instanceof StrictJson.Digits digits
              ? FeatureGroups.ONLY_INPUT + ":" + digits.text()
              : (String) member);
    }
    return members.build();
  }

  private static GroupsFile ofMasks(Path file, Object mask, Map<?, ?> object) {
    checkArgument(
        Sets.difference(object.keySet(), ImmutableSet.of(MASK, NAMES)).isEmpty(),
        "Beside 'mask' and 'names' it has the keys %s.",
        Sets.difference(object.keySet(), ImmutableSet.of(MASK, NAMES)));
    Map<String, FloatNdArray> arrays = new LinkedHashMap<>();
    ImmutableList.Builder<Path> files = ImmutableList.builder();
    if (mask instanceof Map<?, ?> several) {
      checkArgument(!several.isEmpty(), "There is no input under 'mask'.");
      several.forEach(
          (input, name) -> {
            checkArgument(
                name instanceof String, "The mask of the input '%s' must be a file's name.", input);
            arrays.put((String) input, mask(file, (String) name, files));
          });
    } else {
      arrays.put(FeatureGroups.ONLY_INPUT, mask(file, (String) mask, files));
    }
    Optional<ImmutableList<String>> names =
        Optional.ofNullable(object.get(NAMES)).map(GroupsFile::names);
    ImmutableMap.Builder<String, IntNdArray> masks = ImmutableMap.builder();
    arrays.forEach((input, array) -> masks.put(input, whole(array)));
    return new GroupsFile(file, files.build(), ImmutableMap.of(), masks.buildOrThrow(), names);
  }

  private static FloatNdArray mask(Path file, String name, ImmutableList.Builder<Path> files) {
    try {
      Path mask = file.resolveSibling(name);
      files.add(mask);
      return Npy.read(mask);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(Message.of("'%s' is no name of a file.", name), e);
    }
  }

  private static ImmutableList<String> names(Object json) {
    checkArgument(
        json instanceof List && ((List<?>) json).stream().allMatch(String.class::isInstance),
        "Under 'names' there must be a list of texts.");
    ImmutableList.Builder<String> names = ImmutableList.builder();
    ((List<?>) json).forEach(name -> names.add((String) name));
    return names.build();
  }

  private static IntNdArray whole(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    int[] whole = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      checkArgument(
          values[i] == Math.rint(values[i]) && Math.abs(values[i]) <= 1 << 24,
          "A mask has the value %s at %s, which is no whole number.",
          values[i],
          i);
      whole[i] = (int) values[i];
    }
    checkArgument(whole.length > 0 && array.rank() > 0, "A mask has no values.");
    return NdArrays.wrap(array.shape(), DataBuffers.of(whole, false, false));
  }

  /** {@return the file itself, and those of its masks} */
  public ImmutableList<Path> files() {
    return ImmutableList.<Path>builder().add(file).addAll(maskFiles).build();
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
      return masks.isEmpty() ? FeatureGroups.of(inputs, members) : ofMasks(inputs);
    } catch (IllegalArgumentException e) {
      throw refused(file, e);
    }
  }

  private FeatureGroups ofMasks(List<GroupedInput> inputs) {
    Map<String, IntNdArray> given = new LinkedHashMap<>(masks);
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
    FeatureGroups groups =
        names.isPresent() ? FeatureGroups.ofMasks(given, names.get()) : numbered(given);
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
            + "Maybe give what is in no group a group of its own.",
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
