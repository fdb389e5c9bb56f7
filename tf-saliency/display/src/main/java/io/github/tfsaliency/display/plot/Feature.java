package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;

/**
 * A feature of one sample.
 *
 * @param name of it
 * @param value what the sample has there, or empty
 * @param map how much it contributed
 */
public record Feature(String name, String value, double map) {
  String label() {
    return value.isEmpty() ? name : name + " = " + value;
  }

  String hint() {
    return label() + ": " + Numbers.signed(map);
  }

  /**
   * Those that are shown one by one, the largest first, and the sum of the others.
   *
   * @param rest how many others there are
   */
  record Chosen(ImmutableList<Feature> shown, int rest, double sumOfRest) {
    static Chosen of(ImmutableList<Feature> features, int most) {
      ImmutableList<Feature> sorted =
          features.stream()
              .sorted((a, b) -> Double.compare(Math.abs(b.map()), Math.abs(a.map())))
              .collect(ImmutableList.toImmutableList());
      // one that is left would take the room of the line that says so
      int shown = sorted.size() <= most + 1 ? sorted.size() : most;
      ImmutableList<Feature> others = sorted.subList(shown, sorted.size());
      return new Chosen(
          sorted.subList(0, shown), others.size(), others.stream().mapToDouble(Feature::map).sum());
    }

    String restLabel() {
      return Numbers.count(rest) + " others together";
    }
  }
}
