package io.github.tfsaliency.axis;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * How the values of a layer lie on the grid of an input: {@code [N, places ..., features]} once its
 * dimensions are put in that order.
 *
 * @param input whose places they are
 * @param order for each dimension in the new order, its number in the layer: the batch, the places,
 *     then the features
 * @param places the dimensions of places, in the order of the input
 */
public record LayerGrid(String input, ImmutableIntArray order, ImmutableList<PlaceAxis> places) {
  /**
   * One dimension of the layer that counts places.
   *
   * @param dimensions of the input, 0 for the batch; several where they are joined, as in tokens
   * @param sizes how many places there are along each; -1 if that is not known
   * @param ahead how many elements stand ahead of the places
   * @param reversed whether it runs backwards
   */
  public record PlaceAxis(
      ImmutableIntArray dimensions, ImmutableList<Long> sizes, long ahead, boolean reversed) {
    /**
     * What a dimension that counts places says.
     *
     * @param axis of places alone
     * @return the same, for those who do not follow dimensions
     */
    public static PlaceAxis of(Axis axis) {
      return new PlaceAxis(
          ImmutableIntArray.copyOf(axis.factors().stream().mapToInt(Factor::dimension)),
          axis.factors().stream().map(Factor::size).collect(ImmutableList.toImmutableList()),
          axis.ahead(),
          axis.reversed());
    }
  }

  /**
   * The grid of {@code [N, tokens, 1]}.
   *
   * @param input whose places the tokens are
   * @param tokens how they lie
   * @return the grid
   */
  public static LayerGrid ofTokens(String input, PlaceAxis tokens) {
    return new LayerGrid(input, ImmutableIntArray.of(0, 1, 2), ImmutableList.of(tokens));
  }

  /**
   * Reads the grid off a tensor's dimensions.
   *
   * @param inputRank the number of dimensions of what the places are of, by the input's name
   * @return empty if its places are not those of one input, or its first is no sample
   */
  static Optional<LayerGrid> of(List<Axis> axes, ToIntFunction<String> inputRank) {
    int batch = -1;
    List<Integer> places = new ArrayList<>();
    List<Integer> features = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = axes.get(i);
      if (axis.isBatch()) {
        if (batch >= 0) {
          return Optional.empty();
        }
        batch = i;
      } else if (axis.hasBatch() || axis.hasPlacesWithin()) {
        return Optional.empty();
      } else if (axis.isPlaces()) {
        places.add(i);
      } else {
        features.add(i);
      }
    }
    if (batch < 0 || places.isEmpty()) {
      return Optional.empty();
    }
    String input = axes.get(places.get(0)).factors().get(0).input();
    places.sort(Comparator.comparing(i -> axes.get(i).factors().get(0).dimension()));
    int last = places.get(places.size() - 1);
    boolean ownFeatures =
        features.isEmpty()
            && places.size() > 1
            && axes.get(last).factors().size() == 1
            && axes.get(last).factors().get(0).dimension() == inputRank.applyAsInt(input) - 1;
    if (ownFeatures) {
      places.remove(places.size() - 1);
      features.add(last);
    }
    if (features.isEmpty() || !areOneGrid(places.stream().map(axes::get).toList(), input)) {
      return Optional.empty();
    }
    return Optional.of(
        new LayerGrid(
            input,
            ImmutableIntArray.copyOf(
                Stream.of(List.of(batch), places, features)
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)),
            places.stream()
                .map(i -> PlaceAxis.of(axes.get(i)))
                .collect(ImmutableList.toImmutableList())));
  }

  /** Of one input, each of its dimensions once and in its order, more than one place. */
  private static boolean areOneGrid(List<Axis> places, String input) {
    Set<Integer> seen = new HashSet<>();
    int before = 0;
    boolean several = false;
    for (Axis axis : places) {
      for (Factor factor : axis.factors()) {
        if (!factor.input().equals(input)
            || factor.dimension() <= before
            || !seen.add(factor.dimension())) {
          return false;
        }
        before = factor.dimension();
        several |= factor.size() != 1;
      }
      boolean countable =
          axis.factors().size() == 1
              || axis.factors().stream().allMatch(factor -> factor.size() > 0);
      if (!countable) {
        return false;
      }
    }
    return several;
  }

  /**
   * The dimensions of the input that the grid has, each with how many places it has there.
   *
   * @return the places in the order of the input
   */
  public ImmutableIntArray dimensions() {
    ImmutableIntArray.Builder all = ImmutableIntArray.builder();
    places.forEach(place -> all.addAll(place.dimensions()));
    return all.build();
  }

  /**
   * Whether the layer is {@code [N, places ..., features]} as it is.
   *
   * @return true if nothing is to be put in order, cut off or taken apart
   */
  public boolean isPlain() {
    boolean ordered = true;
    for (int i = 0; i < order.length(); i++) {
      ordered &= order.get(i) == i;
    }
    return ordered
        && order.length() == places.size() + 2
        && places.stream()
            .allMatch(
                place ->
                    place.dimensions().length() == 1 && place.ahead() == 0 && !place.reversed());
  }
}
