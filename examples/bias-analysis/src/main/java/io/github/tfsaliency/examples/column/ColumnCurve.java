package io.github.tfsaliency.examples.column;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.examples.encoding.AtZero;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The attribution of the temperature in a method's maps.
 *
 * @param method the method
 * @param shares where the mean is zero, the share of |A| on the temperature, by temperature
 * @param atZero by encoding of {@link Zero#PLANTED}, the same of rooms as warm as its zero, divided
 *     by that of the same rooms in the other encodings
 */
record ColumnCurve(
    ColumnMethod method, ImmutableList<MeanInterval> shares, ImmutableList<MeanInterval> atZero) {
  static ColumnCurve of(
      ColumnMethod method, ColumnResult.Shares shares, List<Double> places, long seed) {
    return new ColumnCurve(
        method,
        shares.encodings().get(Zero.COMPARED.indexOf(Zero.MEAN)).stream()
            .map(ofRows -> MeanInterval.of(ofRows, seed))
            .collect(toImmutableList()),
        Zero.PLANTED.stream()
            .map(zero -> atZero(shares, zero, places.indexOf(zero.place()), seed))
            .collect(toImmutableList()));
  }

  private static MeanInterval atZero(ColumnResult.Shares shares, Zero zero, int place, long seed) {
    int own = Zero.COMPARED.indexOf(zero);
    List<double[]> elsewhere =
        IntStream.range(0, Zero.COMPARED.size())
            .filter(other -> other != own)
            .mapToObj(other -> shares.encodings().get(other).get(place))
            .toList();
    return AtZero.of(shares.encodings().get(own).get(place), elsewhere, seed);
  }

  /** Whether the method is blind at the zero, in words. */
  String bias() {
    return AtZero.bias(atZero);
  }
}
