package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;

/**
 * The picture that says it all: one photograph in the three encodings, explained with and without
 * the multiplication.
 *
 * @param photo the one whose multiplied maps differ most between the encodings
 * @param methods whose maps are shown: the multiplied one, then its repair
 */
record Opening(PhotoResult photo, ImmutableList<ComparedMethod> methods) {
  private static final ComparedMethod REPAIRED = ComparedMethod.ALL.get(0);
  private static final ComparedMethod MULTIPLIED = PairPlots.comparedWith(REPAIRED).get(0);

  static Opening of(BiasResults results) {
    return new Opening(
        results.photos().stream()
            .max(Comparator.comparingDouble(photo -> photo.of(MULTIPLIED).nonZeroDisagreement()))
            .orElseThrow(),
        ImmutableList.of(MULTIPLIED, REPAIRED));
  }
}
