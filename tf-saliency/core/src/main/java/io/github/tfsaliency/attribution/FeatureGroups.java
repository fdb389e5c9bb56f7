package io.github.tfsaliency.attribution;

import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.message.Limits;
import io.github.tfsaliency.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Named groups of features that belong together: the columns of a category, the lags of a sensor, a
 * part of a picture. Every feature of every input is in exactly one group.
 *
 * <p>A method that hides parts of the input hides all features of a group together, for inputs of
 * any shape. Each feature gets the same share of the group's value. So, for every method, the sum
 * over a group is the group's value. Channels are last here, as in {@link
 * Attribution#withChannelsLast()}, even if the model has channels first.
 *
 * <p>Immutable, with equality.
 *
 * @since 0.1.0
 */
public final class FeatureGroups extends Value {
  private static final long serialVersionUID = 1;

  /** The name of the input of a model with only one input. */
  public static final String ONLY_INPUT = "";

  /**
   * The largest number of features that may be outside all named groups. Each of them becomes a
   * group.
   */
  public static final int MOST_OTHERS = 10_000;

  private final List<String> names;
  private final List<String> inputs;
  private final List<LabelMask> masks;

  private FeatureGroups(List<String> names, List<String> inputs, List<LabelMask> masks) {
    this.names = List.copyOf(names);
    this.inputs = List.copyOf(inputs);
    this.masks = List.copyOf(masks);
    checkArgument(
        !inputs.isEmpty() && inputs.size() == masks.size(),
        "There are %s masks for %s inputs.",
        masks.size(),
        inputs.size());
    Limits.requireAtMost("number of groups", names.size(), Limits.SAMPLES);
    requireNames();
    requireMembers();
  }

  private void requireNames() {
    ImmutableSet<String> distinct = ImmutableSet.copyOf(names);
    checkArgument(
        distinct.size() == names.size(), "Two groups have the same name, among %s.", names);
    checkArgument(
        names.stream().noneMatch(String::isBlank),
        "A group has no name.\nMaybe name it after the common property of its features.");
  }

  private void requireMembers() {
    boolean[] present = new boolean[names.size()];
    for (int i = 0; i < masks.size(); i++) {
      masks.get(i).mark(present, names, inputs.get(i));
    }
    for (int group = 0; group < present.length; group++) {
      checkArgument(
          present[group],
          "The group '%s' (%s of the mask) has no feature.\n"
              + "Maybe leave its name out, and number the others from 0 without a gap.",
          names.get(group),
          group);
    }
  }

  /**
   * Groups by a mask of a model's only input.
   *
   * @param mask the number of each feature's group, from 0. It has the input's shape without the
   *     batch dimension. It may also lack the channels, such as {@code [H, W]} for {@code [H, W,
   *     C]}; then all channels of a position are in one group
   * @param names the groups' names, by number
   * @return the groups
   * @throws IllegalArgumentException if a number has no name, a group has no feature, two groups
   *     have the same name, or there are more than 1,000,000 groups
   */
  public static FeatureGroups ofMask(IntNdArray mask, List<String> names) {
    return ofMasks(ImmutableMap.of(ONLY_INPUT, mask), names);
  }

  /**
   * Groups by a mask of each input; a group may have features of several inputs.
   *
   * @param masks as in {@link #ofMask}, by the input's name
   * @param names the groups' names, by number
   * @return the groups
   * @throws IllegalArgumentException as {@link #ofMask}
   */
  public static FeatureGroups ofMasks(Map<String, IntNdArray> masks, List<String> names) {
    requireNonNull(names, "names");
    List<LabelMask> all = new ArrayList<>();
    for (IntNdArray mask : masks.values()) {
      int[] labels = new int[Math.toIntExact(mask.size())];
      mask.copyTo(DataBuffers.of(labels, false, false));
      all.add(new LabelMask(mask.shape(), labels));
    }
    return new FeatureGroups(names, List.copyOf(masks.keySet()), all);
  }

  /**
   * Groups by the names of features. Each feature outside all groups becomes a group with the
   * feature's name. A feature is a column, all {@code NAME=VALUE} columns of one NAME, or a
   * position with its channels.
   *
   * @param inputs all inputs that get a map
   * @param groups the members of each group, by the group's name. A member is a column, the NAME of
   *     one-hot columns, the number of a feature or position (from 0, in row-major order), or the
   *     name of a whole input. With several inputs it is {@code INPUT:COLUMN} or {@code
   *     INPUT:NUMBER}. {@code *} means all features outside the other groups
   * @return the given groups in their order, then one group for each remaining feature
   * @throws IllegalArgumentException if a feature does not exist or is in two groups, a group is
   *     empty or has the name of a feature outside it, or more than {@value #MOST_OTHERS} features
   *     are in no group
   */
  public static FeatureGroups of(
      Collection<GroupedInput> inputs, Map<String, ? extends Collection<String>> groups) {
    requireNonNull(groups, "groups");
    return new GroupMembers(inputs).resolve(groups);
  }

  /**
   * Groups of the columns of a table, the only input.
   *
   * @param columns the names of the features {@code [F]}, in order
   * @param groups as in {@link #of}
   * @return the groups
   * @throws IllegalArgumentException as {@link #of}
   */
  public static FeatureGroups ofColumns(
      List<String> columns, Map<String, ? extends Collection<String>> groups) {
    requireNonNull(groups, "groups");
    return of(
        ImmutableList.of(
            new GroupedInput(ONLY_INPUT, Shape.of(columns.size()), ImmutableList.copyOf(columns))),
        groups);
  }

  /** {@return the names of the groups, by number} */
  public ImmutableList<String> names() {
    return ImmutableList.copyOf(names);
  }

  /** {@return the inputs whose features are grouped; {@link #ONLY_INPUT} for a model's only one} */
  public ImmutableList<String> inputs() {
    return ImmutableList.copyOf(inputs);
  }

  /**
   * The group of each value of an array.
   *
   * @param input the input's name
   * @param shape the array's shape without the batch dimension: the input's shape, with or without
   *     the channels
   * @return the number of a group for each value, in row-major order
   * @throws IllegalArgumentException if there are no groups for such an input
   */
  public int[] labels(String input, Shape shape) {
    return mask(input).of(shape);
  }

  private LabelMask mask(String input) {
    int place = inputs.indexOf(input);
    if (place < 0 && inputs.equals(List.of(ONLY_INPUT))) {
      place = 0;
    }
    checkArgument(
        place >= 0,
        "The groups are of the inputs %s, not of '%s'.\nMaybe give a mask for each input.",
        inputs,
        input);
    return masks.get(place);
  }

  /** The sums over each group, of maps of the same samples. */
  private ImmutableMap<String, ImmutableDoubleArray> sums(List<String> of, List<Attribution> maps) {
    int samples = maps.get(0).sampleCount();
    double[][] sums = new double[names.size()][samples];
    for (int i = 0; i < maps.size(); i++) {
      Attribution map = maps.get(i).withChannelsLast();
      int[] labels = labels(of.get(i), map.isBatch() ? map.shape().tail() : map.shape());
      float[] values = map.toArray();
      for (int k = 0; k < values.length; k++) {
        sums[labels[k % labels.length]][k / labels.length] += values[k];
      }
    }
    ImmutableMap.Builder<String, ImmutableDoubleArray> named = ImmutableMap.builder();
    for (int group = 0; group < sums.length; group++) {
      named.put(names.get(group), ImmutableDoubleArray.copyOf(sums[group]));
    }
    return named.buildOrThrow();
  }

  /**
   * Adds up the maps of a model with several inputs.
   *
   * @param maps as {@code Saliency.compute} gives them, by the input's name; an input without a map
   *     adds nothing
   * @return for each group, in order, its sum over all inputs, one number per sample
   * @throws IllegalArgumentException if there is no map, or a map does not fit
   */
  public ImmutableMap<String, ImmutableDoubleArray> sums(Map<String, Attribution> maps) {
    checkArgument(!maps.isEmpty(), "There is no map to sum over groups.");
    return sums(List.copyOf(maps.keySet()), List.copyOf(maps.values()));
  }

  ImmutableMap<String, ImmutableDoubleArray> sums(Attribution map) {
    checkArgument(
        inputs.size() == 1,
        "The groups have features of the inputs %s, the map is of one.\n"
            + "Maybe call FeatureGroups.sums(maps) with the maps of all inputs.",
        inputs);
    return sums(inputs, ImmutableList.of(map));
  }

  @Override
  public String toString() {
    return Message.of("%s groups of features", names.size());
  }
}
