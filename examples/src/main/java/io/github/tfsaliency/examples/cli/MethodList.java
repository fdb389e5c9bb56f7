package io.github.tfsaliency.examples.cli;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.explain.AttributionMethod;
import java.util.function.Function;

/** The methods that the command line knows. */
final class MethodList {
  /**
   * A method.
   *
   * @param name as it is written
   * @param keys its options with their defaults, as a user would write them; alternatives with
   *     bars, what has no default in capitals
   * @param cost in forward passes of the model
   * @param sample what 'compare' shows of it unless told otherwise: modest, so that all together
   *     take little time
   * @param factory makes it of its options
   */
  record Entry(
      String name,
      String keys,
      String cost,
      String sample,
      Function<SpecOptions, AttributionMethod> factory) {
    /** A method that is shown with its defaults. */
    Entry(String name, String keys, String cost, Function<SpecOptions, AttributionMethod> factory) {
      this(name, keys, cost, name, factory);
    }

    /** The same, shown with other options. */
    Entry shownAs(String options) {
      return new Entry(name, keys, cost, name + ":" + options, factory);
    }
  }

  /** All of them, in the order in which a reader would meet them. */
  static final ImmutableList<Entry> ALL =
      ImmutableList.<Entry>builder()
          .addAll(GradientSpecs.ENTRIES)
          .addAll(PathSpecs.ENTRIES)
          .addAll(LayerSpecs.ENTRIES)
          .addAll(PerturbationSpecs.ENTRIES)
          .build();

  static final ImmutableMap<String, Entry> BY_NAME =
      ALL.stream().collect(toImmutableMap(Entry::name, entry -> entry));

  private MethodList() {}
}
