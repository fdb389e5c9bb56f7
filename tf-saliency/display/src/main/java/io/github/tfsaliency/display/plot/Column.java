package io.github.tfsaliency.display.plot;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableDoubleArray;

/**
 * A feature of many samples.
 *
 * @param name of it
 * @param values what each sample has there
 * @param maps how much it contributed, as many
 */
public record Column(String name, ImmutableList<String> values, ImmutableDoubleArray maps) {
  /** The values; NaN for what is no number. */
  double[] numbers() {
    return values.stream()
        .mapToDouble(
            text -> {
              Double number = Doubles.tryParse(text.strip());
              return number == null ? Double.NaN : number;
            })
        .toArray();
  }

  boolean hasNumbers() {
    for (double number : numbers()) {
      if (Double.isFinite(number)) {
        return true;
      }
    }
    return false;
  }
}
