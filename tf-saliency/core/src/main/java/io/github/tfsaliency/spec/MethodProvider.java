package io.github.tfsaliency.spec;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import java.util.List;

/**
 * Gives names to methods and rules of one's own: what a jar on the class path or module path adds
 * to the table, and so to the command line.
 *
 * <p>Found by {@link java.util.ServiceLoader}: a module says {@code provides
 * io.github.tfsaliency.spec.MethodProvider with ...}; a jar has the name of its class in {@code
 * META-INF/services/io.github.tfsaliency.spec.MethodProvider}. A provider has a public constructor
 * without parameters, and is found by the class loader that loaded the library. The table is made
 * when a method is first read or printed. A name that exists already is an error that names both
 * providers.
 */
public interface MethodProvider {
  /**
   * The methods.
   *
   * @return a row for each; none by default
   */
  default List<SpecRow<? extends AttributionMethod>> methods() {
    return List.of();
  }

  /**
   * The rules, for {@code lrp:rule=NAME}. Their keys stand among those of {@code lrp}.
   *
   * @return a row for each; none by default
   */
  default List<SpecRow<? extends GradientRule>> rules() {
    return List.of();
  }
}
