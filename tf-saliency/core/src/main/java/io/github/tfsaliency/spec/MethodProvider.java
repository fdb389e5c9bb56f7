package io.github.tfsaliency.spec;

import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import java.util.List;

/**
 * Gives names to custom methods and rules. A jar on the class path or module path adds them to the
 * table, and so to the command line.
 *
 * <p>{@link java.util.ServiceLoader} finds the provider. A module declares {@code provides
 * io.github.tfsaliency.spec.MethodProvider with ...}; a jar has the name of its class in {@code
 * META-INF/services/io.github.tfsaliency.spec.MethodProvider}. A provider has a public constructor
 * without parameters. It must be visible to the class loader that loaded the library. The table is
 * built when a method is first read or printed. If a name already exists, an exception names both
 * providers.
 *
 * @since 0.1.0
 */
public interface MethodProvider {
  /**
   * The methods.
   *
   * @return one row for each method; none by default
   */
  default List<SpecRow<? extends AttributionMethod>> methods() {
    return List.of();
  }

  /**
   * The rules, for {@code lrp:rule=NAME}. Their keys are written together with the keys of {@code
   * lrp}.
   *
   * @return one row for each rule; none by default
   */
  default List<SpecRow<? extends GradientRule>> rules() {
    return List.of();
  }
}
