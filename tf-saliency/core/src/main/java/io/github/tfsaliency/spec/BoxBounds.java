package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.message.SpecNumber;
import io.github.tfsaliency.rule.ZBox;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The bounds of a box, which fit each other only together. */
final class BoxBounds {
  private static final String LOW = "low";
  private static final String HIGH = "high";

  private static final SpecFormat<ImmutableList<Double>> NUMBERS =
      SpecFormat.parsed(
          "a number, or one for each channel as in 0/0/0",
          text ->
              Splitter.on('/').splitToStream(text).map(Double::valueOf).collect(toImmutableList()),
          BoxBounds::text);

  private BoxBounds() {}

  private static String text(List<Double> numbers) {
    return numbers.stream().map(SpecNumber::shortest).collect(Collectors.joining("/"));
  }

  /**
   * The keys of what a box makes.
   *
   * @param get the box; empty for what has none
   * @param make of a box
   */
  static <T> ImmutableList<SpecKey<T>> keys(
      Function<T, Optional<ZBox>> get, Function<ZBox, T> make) {
    SpecKey<T> low =
        SpecKey.of(
            LOW,
            "",
            new SpecKey.Steps<>() {
              @Override
              public T read(T current, SpecOptions options) {
                return make.apply(
                    ZBox.of(
                        array(options.required(LOW, NUMBERS)),
                        array(options.required(HIGH, NUMBERS))));
              }

              @Override
              public T write(T whole, T current, SpecWriter texts) {
                Optional<ZBox> box = get.apply(whole);
                if (box.isEmpty()) {
                  return current;
                }
                texts.put(LOW, () -> text(values(box.get().low())));
                texts.put(HIGH, () -> text(values(box.get().high())));
                return make.apply(box.get());
              }
            });
    return ImmutableList.of(low, SpecKey.shown(HIGH, ""));
  }

  private static ImmutableDoubleArray array(List<Double> numbers) {
    return ImmutableDoubleArray.copyOf(numbers);
  }

  private static ImmutableList<Double> values(List<Parameter> bounds) {
    return bounds.stream().map(Parameter::value).collect(toImmutableList());
  }
}
