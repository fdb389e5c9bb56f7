package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.message.NearestNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Finds the features that groups name, and gives each feature the number of its group. */
final class GroupMembers {
  /** Stands for all features that no group names. */
  static final String REST = "*";

  private static final int NONE = -1;
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');

  private final ImmutableList<GroupedInput> inputs;
  private final Map<String, int[]> labels = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();

  GroupMembers(Collection<GroupedInput> inputs) {
    this.inputs = ImmutableList.copyOf(inputs);
    checkArgument(!this.inputs.isEmpty(), "There is no input whose features could be grouped.");
    for (GroupedInput input : this.inputs) {
      int[] none = new int[input.size()];
      Arrays.fill(none, NONE);
      boolean isFirst = labels.put(input.name(), none) == null;
      checkArgument(isFirst, "Two inputs have the name '%s'.", input.name());
    }
  }

  /** Some values of an input. */
  private record Part(GroupedInput input, IntStream values) {
    static Part place(GroupedInput input, int place) {
      int channels = input.channels();
      return new Part(input, IntStream.range(place * channels, (place + 1) * channels));
    }

    /** A feature of a row, or a channel of all places. */
    static Part column(GroupedInput input, int column) {
      return new Part(
          input,
          input.sample().numDimensions() < 2
              ? IntStream.of(column)
              : IntStream.range(0, input.places()).map(i -> i * input.channels() + column));
    }

    static Part all(GroupedInput input) {
      return new Part(input, IntStream.range(0, input.size()));
    }
  }

  FeatureGroups resolve(Map<String, ? extends Collection<String>> groups) {
    @Nullable String rest = null;
    for (Map.Entry<String, ? extends Collection<String>> group : groups.entrySet()) {
      String name = group.getKey();
      checkArgument(
          !group.getValue().isEmpty(),
          "The group '%s' names no feature.\nMaybe leave it out.",
          name);
      names.add(name);
      for (String member : group.getValue()) {
        if (member.equals(REST) && columns().noneMatch(REST::equals)) {
          checkArgument(
              rest == null, "The rest, '*', is in the group '%s' and in '%s'.", rest, name);
          rest = name;
        } else {
          add(parts(member, name), member, name);
        }
      }
    }
    if (rest == null) {
      addOthers();
    } else {
      int number = names.indexOf(rest);
      labels.values().forEach(all -> Arrays.setAll(all, i -> all[i] == NONE ? number : all[i]));
    }
    return groups();
  }

  private FeatureGroups groups() {
    Map<String, IntNdArray> masks = new LinkedHashMap<>();
    for (GroupedInput input : inputs) {
      int[] all = requireNonNull(labels.get(input.name()));
      Shape shape = input.sample().numDimensions() == 0 ? Shape.of(1) : input.sample();
      masks.put(input.name(), NdArrays.wrap(shape, DataBuffers.of(all, false, false)));
    }
    return FeatureGroups.ofMasks(masks, names);
  }

  private void add(List<Part> parts, String member, String group) {
    int number = names.size() - 1;
    for (Part part : parts) {
      int[] all = requireNonNull(labels.get(part.input().name()));
      part.values()
          .forEach(
              value -> {
                checkArgument(
                    all[value] == NONE,
                    "The feature '%s' is in the group '%s' and in '%s'.\n"
                        + "Maybe name it once: every feature is in one group.",
                    shown(member),
                    all[value] == NONE ? group : names.get(all[value]),
                    group);
                all[value] = number;
              });
    }
  }

  private static String shown(String member) {
    return member.startsWith(":") ? member.substring(1) : member;
  }

  private Stream<String> columns() {
    return inputs.stream().flatMap(input -> input.columns().stream());
  }

  /** A column, a one-hot feature, a whole input, or INPUT:COLUMN or INPUT:NUMBER. */
  private ImmutableList<Part> parts(String member, String group) {
    if (member.startsWith(":")) {
      return numbered(member, group);
    }
    ImmutableList<Part> found =
        inputs.stream()
            .flatMap(input -> columns(input, member).stream())
            .collect(ImmutableList.toImmutableList());
    long owners = found.stream().map(Part::input).distinct().count();
    checkArgument(
        owners < 2,
        "The group '%s' names the column '%s', which several inputs have.\n"
            + "Maybe write INPUT:%s.",
        group,
        member,
        member);
    if (!found.isEmpty()) {
      return found;
    }
    for (GroupedInput input : inputs) {
      if (input.name().equals(member)) {
        return ImmutableList.of(Part.all(input));
      }
      String prefix = input.name() + ":";
      if (member.startsWith(prefix)) {
        return within(input, member.substring(prefix.length()), group);
      }
    }
    if (!member.isEmpty() && DIGITS.matchesAllOf(member)) {
      return numbered(":" + member, group);
    }
    throw unknown(member, group);
  }

  /** A feature's number after a colon, of the only input: a column with this name is not meant. */
  private ImmutableList<Part> numbered(String member, String group) {
    checkArgument(
        inputs.size() == 1,
        "The group '%s' has the number %s, but the model has several inputs: %s.\n"
            + "Maybe write INPUT:%s, with the name of one.",
        group,
        shown(member),
        NearestNames.all(inputNames()),
        shown(member));
    return place(inputs.get(0), shown(member), group);
  }

  private List<String> inputNames() {
    return inputs.stream().map(GroupedInput::name).toList();
  }

  private static ImmutableList<Part> columns(GroupedInput input, String member) {
    int exact = input.columns().indexOf(member);
    if (exact >= 0) {
      return ImmutableList.of(Part.column(input, exact));
    }
    return IntStream.range(0, input.columns().size())
        .filter(i -> input.columns().get(i).startsWith(member + "="))
        .mapToObj(i -> Part.column(input, i))
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<Part> within(GroupedInput input, String member, String group) {
    ImmutableList<Part> columns = columns(input, member);
    if (!columns.isEmpty()) {
      return columns;
    }
    return place(input, member, group);
  }

  private ImmutableList<Part> place(GroupedInput input, String member, String group) {
    boolean number = !member.isEmpty() && member.length() < 10 && DIGITS.matchesAllOf(member);
    if (!number) {
      throw unknown(member, group);
    }
    int place = Integer.parseInt(member);
    checkArgument(
        place < input.places(),
        "The group '%s' has the feature %s, but the input '%s' (shape %s) has %s, numbered from 0.",
        group,
        place,
        input.name(),
        input.sample(),
        input.places());
    return ImmutableList.of(Part.place(input, place));
  }

  private IllegalArgumentException unknown(String member, String group) {
    Set<String> known = new LinkedHashSet<>(inputNames());
    columns().forEach(known::add);
    return new IllegalArgumentException(
        Message.of(
            "The group '%s' names '%s', which is neither a column nor an input.\n"
                + "Maybe one of %s, or the number of a feature from 0.",
            group, shown(member), NearestNames.of(shown(member), known)));
  }

  /**
   * Each feature outside all groups becomes a group: a column, a one-hot feature, or a position.
   */
  private void addOthers() {
    Map<String, Integer> own = new LinkedHashMap<>();
    int named = names.size();
    for (GroupedInput input : inputs) {
      int[] all = requireNonNull(labels.get(input.name()));
      for (int i = 0; i < all.length; i++) {
        if (all[i] == NONE) {
          String name = nameOf(input, i);
          checkArgument(
              names.indexOf(name) >= named || !names.contains(name),
              "The group '%s' has the name of a feature that is in no group.\nMaybe rename it.",
              name);
          int number =
              own.computeIfAbsent(
                  name,
                  any -> {
                    names.add(name);
                    return names.size() - 1;
                  });
          all[i] = number;
          requireFew(own.size());
        }
      }
    }
  }

  private static void requireFew(int others) {
    checkArgument(
        others <= FeatureGroups.MOST_OTHERS,
        "More than %s features are in no group, and each would become a group.\n"
            + "Maybe add a group of the rest: \"rest\": [\"*\"].",
        FeatureGroups.MOST_OTHERS);
  }

  private String nameOf(GroupedInput input, int value) {
    String name;
    if (input.columns().isEmpty()) {
      name = input.size() == 1 ? "" : Integer.toString(value / input.channels());
    } else {
      String column = input.columns().get(value % input.columns().size());
      int oneHot = column.indexOf('=');
      name = oneHot > 0 ? column.substring(0, oneHot) : column;
      if (inputs.size() == 1 || columns().filter(column::equals).count() == 1) {
        return name;
      }
    }
    if (inputs.size() == 1) {
      return name.isEmpty() ? input.name() : name;
    }
    return name.isEmpty() ? input.name() : input.name() + ":" + name;
  }
}
