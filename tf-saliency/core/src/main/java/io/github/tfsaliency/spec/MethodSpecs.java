package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.message.Message;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Methods as text: {@code name} or {@code name:key=value,...}.
 *
 * <pre>{@code
 * AttributionMethod method = MethodSpecs.parse("smooth-grad:samples=25,inner=guided-backprop");
 * String text = MethodSpecs.print(method);
 * }</pre>
 */
public final class MethodSpecs {
  private MethodSpecs() {}

  /**
   * Reads a method. Keys may stand in any order, but {@code inner} with options of its own comes
   * last. A baseline that is the name of a {@code .npy} file is read from there, so whoever writes
   * the text says which files are read.
   *
   * @param text {@code name} or {@code name:key=value,...}
   * @return the method
   * @throws IllegalArgumentException if the method, a key or a value does not exist
   * @throws io.github.tfsaliency.attribution.SaliencyException if a file cannot be read, or two
   *     providers of methods give the same name
   */
  public static AttributionMethod parse(String text) {
    return parse(text, SpecFiles.asNamed());
  }

  /**
   * Reads a method whose files lie elsewhere than the text says, or may not be read at all. The
   * method prints as the text has it.
   *
   * @param text {@code name} or {@code name:key=value,...}
   * @param files where the files lie that the text names
   * @return the method
   * @throws IllegalArgumentException as {@link #parse(String)}, and where {@code files} throws it
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #parse(String)}
   */
  public static AttributionMethod parse(String text, SpecFiles files) {
    requireNonNull(files, "files");
    SpecParts parts = SpecParts.of(text);
    SpecTable table = SpecTable.get();
    requireNoPartOfLrp(parts.name(), table);
    SpecRow<? extends AttributionMethod> row = parts.find("method", table.methods());
    SpecOptions options = parts.options("method", files);
    AttributionMethod method = row.read(options);
    options.requireAllUsed();
    return method;
  }

  /**
   * Whether {@link #parse} might read a file for a text: for texts that come from people who may
   * not say which files are read. Opens none. Of methods that other jars provide it knows nothing.
   *
   * @param text as {@link #parse} takes it, or anything else
   * @return true wherever the name of a {@code .npy} file may stand in it
   */
  public static boolean mayNameFile(String text) {
    return BaselineText.mayNameFile(text);
  }

  /** Rules and composites have names of their own, which are easily taken for those of methods. */
  private static void requireNoPartOfLrp(String name, SpecTable table) {
    boolean isRule = table.rules().containsKey(name);
    boolean isComposite = RuleRows.COMPOSITES.stream().anyMatch(row -> row.name().equals(name));
    if (!table.methods().containsKey(name) && (isRule || isComposite)) {
      throw new IllegalArgumentException(
          Message.of(
              "There is no method '%s': it is a %s of lrp.\nMaybe lrp:%s=%s.",
              name, isRule ? "rule" : "composite", isRule ? "rule" : "composite", name));
    }
  }

  /**
   * Prints a method: keys in the table's order, defaults left out, numbers in their shortest form.
   * Equal methods print alike; {@link #parse} reads an equal method, and refuses by name what has
   * no text: {@code array[2x2x3]} for an array that was given in Java, {@code own[...]} for a
   * composite or a rule that the table lacks.
   *
   * @param method any
   * @return its text; for a method that the table lacks what its {@code toString} says, or the name
   *     of its class
   */
  public static String print(AttributionMethod method) {
    return text(method, false).toString();
  }

  /**
   * Prints a method in parts, with all its keys.
   *
   * @param method any
   * @return its name, and its options with their defaults; of a method that the table lacks only
   *     the name, as {@link #print} has it
   */
  public static SpecText describe(AttributionMethod method) {
    return text(method, true);
  }

  /**
   * The seed of what a method draws; that of a method which it repeats stands in its text.
   *
   * @param method any
   * @return empty for a method that draws nothing, or that the table lacks
   */
  public static OptionalLong seed(AttributionMethod method) {
    Long seed = Longs.tryParse(describe(method).options().getOrDefault("seed", ""));
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  private static SpecText text(AttributionMethod method, boolean saysDefaults) {
    for (SpecRow<? extends AttributionMethod> row : rows()) {
      Optional<SpecText> text = row.write(method, saysDefaults);
      if (text.isPresent()) {
        return text.get();
      }
    }
    return new SpecText(GivenInJava.plain(method), ImmutableMap.of());
  }

  /**
   * The methods that have names.
   *
   * @return in the order in which a reader would meet them; those of providers come last
   */
  public static ImmutableList<SpecRow<? extends AttributionMethod>> rows() {
    return SpecTable.get().methods().values().asList();
  }

  /**
   * The rules that {@code lrp:rule=NAME} knows.
   *
   * @return those of providers come last
   */
  public static ImmutableList<SpecRow<? extends GradientRule>> rules() {
    return SpecTable.get().rules().values().asList();
  }
}
