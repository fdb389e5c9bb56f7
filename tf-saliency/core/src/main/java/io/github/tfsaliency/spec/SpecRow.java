package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static io.github.tfsaliency.message.Checks.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of the table: the name of one method or rule, its description, and its keys. The same keys
 * read and print it. Immutable.
 *
 * <pre>{@code
 * SpecRow.of("mirrored", "the mean of the maps of the input and its mirror image", Mirrored.of())
 *     .withKeys(SpecKey.inner(Mirrored::inner, Mirrored::withInner))
 *     .withCost("2 x inner")
 * }</pre>
 *
 * @param <T> the method or the rule
 * @since 0.1.0
 */
public final class SpecRow<T> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final String name;
  private final String description;
  private final T base;
  private final ImmutableList<SpecKey<T>> keys;
  private final String cost;
  private final String source;
  private final String sample;
  private final Class<?> factory;

  private SpecRow(
      String name,
      String description,
      T base,
      ImmutableList<SpecKey<T>> keys,
      String cost,
      String source,
      String sample,
      Class<?> factory) {
    this.name = name;
    this.description = description;
    this.base = base;
    this.keys = keys;
    this.cost = cost;
    this.source = source;
    this.sample = sample;
    this.factory = factory;
  }

  /**
   * A row without keys.
   *
   * @param <T> the method or the rule
   * @param name in small letters and digits with dashes
   * @param description a description in one sentence without a full stop
   * @param base the method or rule of the name alone: every key has its default
   * @return the row
   * @throws IllegalArgumentException if the name has other characters
   */
  public static <T> SpecRow<T> of(String name, String description, T base) {
    requireNonNull(description, "description");
    requireNonNull(base, "base");
    requireName(name);
    return new SpecRow<>(
        name, description, base, ImmutableList.of(), "", "", name, base.getClass());
  }

  static void requireName(String name) {
    checkArgument(
        NAME.matcher(name).matches(),
        "The name '%s' must have only small letters, digits and dashes between them.",
        name);
  }

  /**
   * Chooses the keys.
   *
   * @param newKeys the keys, in the order in which they are printed; none by default
   * @return a new row
   * @throws IllegalArgumentException if two keys have the same name, or a key comes after an inner
   *     method
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // The keys are copied.
  public final SpecRow<T> withKeys(SpecKey<T>... newKeys) {
    return withKeys(List.of(newKeys));
  }

  /**
   * Chooses the keys.
   *
   * @param newKeys the keys, in the order in which they are printed; none by default
   * @return a new row
   * @throws IllegalArgumentException if two keys have the same name, or a key comes after an inner
   *     method
   */
  public SpecRow<T> withKeys(List<SpecKey<T>> newKeys) {
    ImmutableList<SpecKey<T>> all = ImmutableList.copyOf(newKeys);
    ImmutableList<String> names = all.stream().map(SpecKey::name).collect(toImmutableList());
    checkArgument(
        ImmutableSet.copyOf(names).size() == names.size(),
        "The keys %s of '%s' must have different names.",
        names,
        name);
    int inner = names.indexOf(SpecOptions.INNER);
    checkArgument(
        inner < 0 || inner == names.size() - 1,
        "The key 'inner' of '%s' must be the last one, because the options of the inner method"
            + " extend to the end.",
        name);
    return new SpecRow<>(name, description, base, all, cost, source, sample, factory);
  }

  /**
   * Sets the cost of a method.
   *
   * @param newCost the cost in forward passes of the model; empty by default
   * @return a new row
   */
  public SpecRow<T> withCost(String newCost) {
    return new SpecRow<>(name, description, base, keys, newCost, source, sample, factory);
  }

  /**
   * Sets the source of a method.
   *
   * @param newSource authors and years; empty by default
   * @return a new row
   */
  public SpecRow<T> withSource(String newSource) {
    return new SpecRow<>(name, description, base, keys, cost, newSource, sample, factory);
  }

  /**
   * Chooses the options of the method in a comparison of all methods.
   *
   * @param options options with a low cost, so that the comparison takes little time; none by
   *     default
   * @return a new row
   */
  public SpecRow<T> withSample(String options) {
    return new SpecRow<>(
        name, description, base, keys, cost, source, name + ":" + options, factory);
  }

  /** The same, by the class whose factories make it. */
  SpecRow<T> madeBy(Class<?> newFactory) {
    return new SpecRow<>(name, description, base, keys, cost, source, sample, newFactory);
  }

  /**
   * The name.
   *
   * @return the part before the colon
   */
  public String name() {
    return name;
  }

  /**
   * The description.
   *
   * @return one sentence without a full stop
   */
  public String description() {
    return description;
  }

  /**
   * The cost.
   *
   * @return in forward passes of the model; may be empty
   */
  public String cost() {
    return cost;
  }

  /**
   * The source.
   *
   * @return authors and years; may be empty
   */
  public String source() {
    return source;
  }

  /**
   * The text of the method in a comparison of all methods.
   *
   * @return a text that the row reads, including its name
   */
  public String sample() {
    return sample;
  }

  /**
   * The class whose factories create the method or rule.
   *
   * @return the class
   */
  public Class<?> factory() {
    return factory;
  }

  /**
   * The keys as a user would write them, with their defaults; alternatives are separated by bars,
   * and keys without a default have values in capitals.
   *
   * @return for example {@code samples=2000,seed=1}; empty without keys
   */
  public String keys() {
    return keys.stream().flatMap(key -> key.help(base).stream()).collect(Collectors.joining(","));
  }

  /** The names of the keys. */
  ImmutableList<String> keyNames() {
    return keys.stream().map(SpecKey::name).collect(toImmutableList());
  }

  T read(SpecOptions options) {
    T current = base;
    for (SpecKey<T> key : keys) {
      current = key.read(current, options);
    }
    return current;
  }

  /**
   * The text of an object; empty if it does not belong to the row.
   *
   * @param saysDefaults whether keys with the default value are printed
   */
  Optional<SpecText> write(Object value, boolean saysDefaults) {
    if (!base.getClass().isInstance(value)) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // It is of the class of a T.
    T whole = (T) value;
    SpecWriter texts = new SpecWriter(saysDefaults);
    T current = base;
    for (SpecKey<T> key : keys) {
      current = key.write(whole, current, texts);
    }
    return current.equals(whole)
        ? Optional.of(new SpecText(name, texts.options()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return keys.isEmpty() ? name : name + ":" + keys();
  }
}
