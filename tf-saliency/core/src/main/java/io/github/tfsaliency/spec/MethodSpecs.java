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
 *
 * @since 0.1.0
 */
public final class MethodSpecs {
  private MethodSpecs() {}

  /**
   * Reads a method. Keys may be in any order, but {@code inner} with its options comes last. If a
   * baseline is the name of a {@code .npy} file, this file is read. So the author of the text
   * decides which files are read.
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
   * Reads a method and finds its files by {@code files}, which may also refuse to read any file.
   * The method is printed with the names of the text.
   *
   * @param text {@code name} or {@code name:key=value,...}
   * @param files finds the files that the text names
   * @return the method
   * @throws IllegalArgumentException as {@link #parse(String)}, and if {@code files} throws it
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
   * Whether {@link #parse} might read a file for a text. Use it for texts from people who must not
   * choose which files are read. No file is opened. Methods from other jars are not considered.
   *
   * @param text as for {@link #parse}, or any other text
   * @return true if the text may contain the name of a {@code .npy} file
   */
  public static boolean mayNameFile(String text) {
    return BaselineText.mayNameFile(text);
  }

  /** Names of rules and composites are easily confused with names of methods. */
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
   * Equal methods have equal texts, and {@link #parse} reads an equal method. Some values have no
   * text form, and {@link #parse} refuses them by name: {@code array[2x2x3]} for an array that was
   * given in Java, {@code own[...]} for a composite or a rule that is not in the table.
   *
   * @param method any
   * @return its text; for a method that is not in the table, its {@code toString} or the name of
   *     its class
   */
  public static String print(AttributionMethod method) {
    return text(method, false).toString();
  }

  /**
   * Prints a method in parts, with all its keys.
   *
   * @param method any
   * @return its name, and its options with their defaults; for a method that is not in the table
   *     only the name, as in {@link #print}
   */
  public static SpecText describe(AttributionMethod method) {
    return text(method, true);
  }

  /**
   * The seed of a method's random draws, without the seed of an inner method.
   *
   * @param method any method
   * @return the seed; empty for a method without random draws, or one that is not in the table
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
   * The methods with names.
   *
   * @return the rows in the order of the documentation; rows of providers come last
   */
  public static ImmutableList<SpecRow<? extends AttributionMethod>> rows() {
    return SpecTable.get().methods().values().asList();
  }

  /**
   * The rules that {@code lrp:rule=NAME} knows.
   *
   * @return the rows; rows of providers come last
   */
  public static ImmutableList<SpecRow<? extends GradientRule>> rules() {
    return SpecTable.get().rules().values().asList();
  }
}
