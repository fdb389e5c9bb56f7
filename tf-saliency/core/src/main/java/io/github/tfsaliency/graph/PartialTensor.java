package io.github.tfsaliency.graph;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scalar or a short vector of integers or truth values, some of them known.
 *
 * @param scalar whether it has no dimension
 * @param values null where not known; truth is 1 or 0
 */
public record PartialTensor(boolean scalar, List<@Nullable Long> values) {
  public PartialTensor {
    values = Collections.unmodifiableList(values);
  }

  static PartialTensor scalar(@Nullable Long value) {
    return new PartialTensor(true, Collections.singletonList(value));
  }

  static PartialTensor vector(List<@Nullable Long> values) {
    return new PartialTensor(false, values);
  }

  /** The value of a tensor with one element if it is known. */
  @Nullable Long onlyValue() {
    return values.size() == 1 ? values.get(0) : null;
  }
}
