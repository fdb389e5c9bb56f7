package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.explain.AttributionMethod;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A key of a {@link SpecRow}: the form of its value, how to get it from the row's object, and how
 * to change it. The default is the value in the row's own object. Immutable.
 *
 * @param <T> the type of the row's object
 * @since 0.1.0
 */
public final class SpecKey<T> {
  private final String name;
  private final Optional<Function<T, String>> help;
  private final Steps<T> steps;

  /** The two directions. */
  interface Steps<T> {
    /** Puts what the options say instead of the default. */
    T read(T current, SpecOptions options);

    /**
     * Brings what the key stands for from the default to that of a whole value, and prints it if
     * the two differ.
     */
    T write(T whole, T current, SpecWriter texts);
  }

  private SpecKey(String name, Optional<Function<T, String>> help, Steps<T> steps) {
    SpecRow.requireName(name);
    this.name = name;
    this.help = help;
    this.steps = steps;
  }

  private SpecKey(String name, Function<T, String> help, Steps<T> steps) {
    this(name, Optional.of(help), steps);
  }

  /**
   * A key whose value always exists.
   *
   * @param <T> the type of the row's object
   * @param <V> the type of the value
   * @param name the name of the key, in small letters and digits with dashes
   * @param format the form of the value
   * @param get gets the value
   * @param set returns an object with another value and all other options unchanged
   * @return the key
   */
  public static <T, V> SpecKey<T> of(
      String name, SpecFormat<V> format, Function<T, V> get, BiFunction<T, V, T> set) {
    return new SpecKey<>(
        name,
        base -> alternatives(format, get.apply(base)),
        Value.of(name, format, get, set, false));
  }

  /**
   * A key whose value may be missing, which is the default.
   *
   * @param <T> the type of the row's object
   * @param <V> the type of the value
   * @param name the name of the key
   * @param shown the text that lists of methods show instead of a default, for example {@code NAME}
   * @param format the form of the value
   * @param get gets the value
   * @param set returns an object with the value and all other options unchanged
   * @return the key
   */
  public static <T, V> SpecKey<T> optional(
      String name,
      String shown,
      SpecFormat<V> format,
      Function<T, Optional<V>> get,
      BiFunction<T, V, T> set) {
    requireNonNull(shown, "shown");
    return new SpecKey<>(name, base -> shown, new Value<>(name, format, get, set, false));
  }

  /**
   * A key that must be given.
   *
   * @param <T> the type of the row's object
   * @param <V> the type of the value
   * @param name the name of the key
   * @param shown the text that lists of methods show instead of a default, for example {@code
   *     CLASS}
   * @param format the form of the value
   * @param get gets the value
   * @param set returns an object with another value and all other options unchanged
   * @return the key
   */
  public static <T, V> SpecKey<T> required(
      String name,
      String shown,
      SpecFormat<V> format,
      Function<T, V> get,
      BiFunction<T, V, T> set) {
    requireNonNull(shown, "shown");
    return new SpecKey<>(name, base -> shown, Value.of(name, format, get, set, true));
  }

  /**
   * A key that is true or false.
   *
   * @param <T> the type of the row's object
   * @param name the name of the key
   * @param get whether it is true
   * @param change changes an object with the default to the other value
   * @return the key
   */
  public static <T> SpecKey<T> flag(String name, Predicate<T> get, UnaryOperator<T> change) {
    requireNonNull(change, "change");
    return of(
        name,
        SpecFormat.flag(),
        get::test,
        (current, value) -> get.test(current) == value ? current : change.apply(current));
  }

  /**
   * The inner method of a method: the key {@code inner}. It is the last key of its row, because the
   * options of the inner method extend to the end of the text.
   *
   * @param <T> the type of the row's object
   * @param get gets the inner method
   * @param set returns an object with another inner method
   * @return the key
   */
  public static <T> SpecKey<T> inner(
      Function<T, AttributionMethod> get, BiFunction<T, AttributionMethod, T> set) {
    return of(SpecOptions.INNER, SpecFormat.method(), get, set);
  }

  /** The tolerance of methods that estimate the errors of their maps. */
  static <T> SpecKey<T> tolerance(Function<T, Optional<Double>> get, BiFunction<T, Double, T> set) {
    return optional("tolerance", "T", SpecFormat.number(), get, set);
  }

  /** A key that depends on others. */
  static <T> SpecKey<T> of(String name, String shown, Steps<T> steps) {
    return new SpecKey<>(name, base -> shown, steps);
  }

  /** A key that another one reads and prints. */
  static <T> SpecKey<T> shown(String name, String shown) {
    return of(
        name,
        shown,
        new Steps<>() {
          @Override
          public T read(T current, SpecOptions options) {
            return current;
          }

          @Override
          public T write(T whole, T current, SpecWriter texts) {
            return current;
          }
        });
  }

  static <V> String alternatives(SpecFormat<V> format, V value) {
    String first = format.print(value);
    ImmutableList<String> all =
        Stream.concat(Stream.of(first), format.alternatives().stream())
            .distinct()
            .collect(toImmutableList());
    return String.join("|", all);
  }

  /** The same, but not in lists: nobody can write its values. */
  SpecKey<T> hidden() {
    return new SpecKey<>(name, Optional.empty(), steps);
  }

  String name() {
    return name;
  }

  /** The key and what may stand behind it, the default first; empty for a hidden one. */
  Optional<String> help(T base) {
    return help.map(shown -> name + "=" + shown.apply(base));
  }

  T read(T current, SpecOptions options) {
    return steps.read(current, options);
  }

  T write(T whole, T current, SpecWriter texts) {
    return steps.write(whole, current, texts);
  }

  /** A key with one value. */
  private record Value<T, V>(
      String name,
      SpecFormat<V> format,
      Function<T, Optional<V>> get,
      BiFunction<T, V, T> set,
      boolean required)
      implements Steps<T> {
    Value {
      requireNonNull(name, "name");
      requireNonNull(format, "format");
      requireNonNull(get, "get");
      requireNonNull(set, "set");
    }

    static <T, V> Value<T, V> of(
        String name,
        SpecFormat<V> format,
        Function<T, V> get,
        BiFunction<T, V, T> set,
        boolean required) {
      requireNonNull(get, "get");
      return new Value<>(name, format, whole -> Optional.of(get.apply(whole)), set, required);
    }

    @Override
    public T read(T current, SpecOptions options) {
      Optional<V> given =
          required ? Optional.of(options.required(name, format)) : options.value(name, format);
      return given.isPresent() ? set.apply(current, given.get()) : current;
    }

    @Override
    public T write(T whole, T current, SpecWriter texts) {
      Optional<V> value = get.apply(whole);
      if (value.isEmpty()
          || (!required && !texts.saysDefaults() && value.equals(get.apply(current)))) {
        return current;
      }
      texts.put(name, () -> format.print(value.get()));
      return set.apply(current, value.get());
    }
  }
}
