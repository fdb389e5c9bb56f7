package io.github.tfsaliency.metric;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.Attribution;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much does a map change if only the pixel encoding changes and the function stays the same?
 * One minus Spearman's rank correlation of the absolute attributions:
 *
 * <pre>
 *   disagreement = 1 - corr(rank(|A|), rank(|B|))
 * </pre>
 *
 * <p>0 means invariant, 1 unrelated, 2 reversed. Ties get the average of their ranks, as in SciPy's
 * {@code spearmanr}. Sorting costs O(n log n). Costs no forward pass.
 *
 * <p>Source: Spearman, <i>The Proof and Measurement of Association between Two Things</i>, American
 * Journal of Psychology 1904, <a href="https://doi.org/10.2307/1412159">doi:10.2307/1412159</a>.
 *
 * <p>Does not show which of the maps is right, or any change of sign or scale.
 *
 * @since 0.1.0
 */
public final class EncodingDisagreement {
  private EncodingDisagreement() {}

  /**
   * Compares two maps.
   *
   * @param first the map of a single sample under one encoding, any shape
   * @param second the map under another encoding, same shape
   * @return from 0 to 2; NaN if all absolute values of a map are equal, because ranks have no
   *     meaning then
   * @throws IllegalArgumentException if the shapes differ
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public static double of(Attribution first, Attribution second) {
    return of(ImmutableList.of(first, second));
  }

  /**
   * The mean disagreement of all pairs of maps.
   *
   * @param maps at least two maps of a single sample under different encodings, all of one shape
   * @return from 0 to 2; NaN if all absolute values of any map are equal
   * @throws IllegalArgumentException if there are fewer than two maps or their shapes differ
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public static double of(List<Attribution> maps) {
    return meanOfPairs(magnitudes(maps));
  }

  /**
   * The mean disagreement of all pairs of maps over the elements that are nonzero in at least one
   * map.
   *
   * <p>A map of a few elements, such as RectGrad's, is zero nearly everywhere under every encoding.
   * These ties agree perfectly and hide changes of the other elements. They do not count here.
   *
   * @param maps at least two maps of a single sample under different encodings, all of one shape
   * @return from 0 to 2; NaN if all remaining absolute values of any map are equal
   * @throws IllegalArgumentException if there are fewer than two maps or their shapes differ
   * @throws io.github.tfsaliency.attribution.NonFiniteValueException if a map has a NaN or an
   *     infinity
   */
  public static double ofNonZero(List<Attribution> maps) {
    List<double[]> all = magnitudes(maps);
    int[] kept =
        IntStream.range(0, all.get(0).length)
            .filter(i -> all.stream().anyMatch(map -> map[i] > 0))
            .toArray();
    return kept.length == 0
        ? Double.NaN
        : meanOfPairs(
            all.stream()
                .map(map -> Arrays.stream(kept).mapToDouble(i -> map[i]).toArray())
                .toList());
  }

  private static List<double[]> magnitudes(List<Attribution> maps) {
    checkArgument(
        maps.size() > 1, "A disagreement takes at least 2 maps, but got %s.", maps.size());
    for (Attribution map : maps) {
      checkArgument(
          map.shape().equals(maps.get(0).shape()),
          "The map (shape %s) does not fit the map that it is compared with (shape %s).",
          map.shape(),
          maps.get(0).shape());
    }
    return maps.stream().map(map -> Elements.magnitudes(map.values())).toList();
  }

  private static double meanOfPairs(List<double[]> maps) {
    List<double[]> ranks = maps.stream().map(Ranks::centred).toList();
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < ranks.size(); i++) {
      for (int j = 0; j < i; j++) {
        sum += 1 - Correlation.centredCorrelation(ranks.get(i), ranks.get(j));
        pairs++;
      }
    }
    return sum / pairs;
  }
}
