package io.github.tfsaliency.file;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.FeatureGroups;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Reads what a file of groups says. */
final class GroupsParser {
  /** What the file itself is called. */
  static final String NAME = "--groups";

  private static final String MASK = "mask";
  private static final String NAMES = "names";

  private final Function<String, Path> masks;
  private final Map<String, Path> files = new LinkedHashMap<>();

  /**
   * What a file says.
   *
   * @param files itself, and its masks
   * @param members of groups, by name; empty where there are masks
   * @param masks by the input's name
   * @param names of the numbers of masks
   */
  record Content(
      ImmutableMap<String, Path> files,
      ImmutableMap<String, ImmutableList<String>> members,
      ImmutableMap<String, IntNdArray> masks,
      Optional<ImmutableList<String>> names) {}

  GroupsParser(Path file, Function<String, Path> masks) {
    this.masks = masks;
    files.put(NAME, file);
  }

  Content parse(String text) {
    Object json;
    try {
      json = StrictJson.parse(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("It is no JSON.", e);
    }
    checkArgument(
        json instanceof Map && !((Map<?, ?>) json).isEmpty(),
        "It must be an object with at least one group: {\"NAME\": [\"column\", ...], ...}.");
    Map<?, ?> object = (Map<?, ?>) json;
    Object mask = object.get(MASK);
    if (mask instanceof String || mask instanceof Map) {
      return ofMasks(mask, object);
    }
    ImmutableMap.Builder<String, ImmutableList<String>> members = ImmutableMap.builder();
    object.forEach((name, list) -> members.put((String) name, members((String) name, list)));
    return new Content(
        ImmutableMap.copyOf(files), members.buildOrThrow(), ImmutableMap.of(), Optional.empty());
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
          "The group '%s' has '%s', which is neither a name nor a whole number from 0.",
          group,
          member instanceof StrictJson.Digits digits ? digits.text() : member);
      members.add(
          member instanceof StrictJson.Digits digits
              ? FeatureGroups.ONLY_INPUT + ":" + digits.text()
              : (String) member);
    }
    return members.build();
  }

  private Content ofMasks(Object mask, Map<?, ?> object) {
    checkArgument(
        Sets.difference(object.keySet(), ImmutableSet.of(MASK, NAMES)).isEmpty(),
        "In addition to 'mask' and 'names' it has the keys %s.",
        Sets.difference(object.keySet(), ImmutableSet.of(MASK, NAMES)));
    Map<String, FloatNdArray> arrays = new LinkedHashMap<>();
    if (mask instanceof Map<?, ?> several) {
      checkArgument(!several.isEmpty(), "There is no input in 'mask'.");
      several.forEach(
          (input, name) -> {
            checkArgument(
                name instanceof String, "The mask of the input '%s' must be a file's name.", input);
            arrays.put((String) input, mask((String) name));
          });
    } else {
      arrays.put(FeatureGroups.ONLY_INPUT, mask((String) mask));
    }
    Optional<ImmutableList<String>> names =
        Optional.ofNullable(object.get(NAMES)).map(GroupsParser::names);
    ImmutableMap.Builder<String, IntNdArray> numbers = ImmutableMap.builder();
    arrays.forEach((input, array) -> numbers.put(input, whole(array)));
    return new Content(
        ImmutableMap.copyOf(files), ImmutableMap.of(), numbers.buildOrThrow(), names);
  }

  private FloatNdArray mask(String name) {
    try {
      Path mask = masks.apply(name);
      files.put(name, mask);
      return Npy.read(mask);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(Message.of("'%s' is not a file name.", name), e);
    }
  }

  private static ImmutableList<String> names(Object json) {
    checkArgument(
        json instanceof List && ((List<?>) json).stream().allMatch(String.class::isInstance),
        "The value of 'names' must be a list of texts.");
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
          "A mask has the value %s at %s, which is not a whole number.",
          values[i],
          i);
      whole[i] = (int) values[i];
    }
    checkArgument(whole.length > 0 && array.rank() > 0, "A mask has no values.");
    return NdArrays.wrap(array.shape(), DataBuffers.of(whole, false, false));
  }
}
