package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.message.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** All rows: the library's own, then those of providers in the order of their discovery. */
record SpecTable(
    ImmutableMap<String, SpecRow<? extends AttributionMethod>> methods,
    ImmutableMap<String, SpecRow<? extends GradientRule>> rules) {
  private static final Supplier<SpecTable> LOADED =
      Suppliers.memoize(() -> load(MethodProvider.class.getClassLoader()));
  private static final String LIBRARY = "tf-saliency";

  /** The table of this process. */
  static SpecTable get() {
    return requireNonNull(LOADED.get());
  }

  /**
   * The library's rows, and those of the providers that a class loader finds.
   *
   * @throws SaliencyException as {@link #of}, or if a provider cannot be loaded
   */
  static SpecTable load(ClassLoader loader) {
    try {
      return of(ImmutableList.copyOf(ServiceLoader.load(MethodProvider.class, loader)));
    } catch (ServiceConfigurationError e) {
      throw new SaliencyException(
          Message.of(
              "A provider of methods cannot be loaded: %s\nMaybe repair its jar, or leave it out.",
              Message.reason(e)),
          e);
    }
  }

  /**
   * The library's rows and others.
   *
   * @throws SaliencyException if a name exists twice, or a rule's key is one of {@code lrp}'s
   */
  static SpecTable of(List<MethodProvider> providers) {
    Rows<GradientRule> rules = new Rows<>("rule");
    rules.add(LIBRARY, RuleRows.ALL);
    Rows<AttributionMethod> methods = new Rows<>("method");
    for (MethodProvider provider : providers) {
      String name = provider.getClass().getName();
      rules.add(name, provider.rules());
    }
    ImmutableMap<String, SpecRow<? extends GradientRule>> allRules = rules.byName();
    allRules.values().forEach(SpecTable::requireOtherKeys);
    methods.add(LIBRARY, GradientRows.of(allRules));
    methods.add(LIBRARY, PathRows.ALL);
    methods.add(LIBRARY, LayerRows.ALL);
    methods.add(LIBRARY, AttentionRows.ALL);
    methods.add(LIBRARY, HidingRows.ALL);
    for (MethodProvider provider : providers) {
      methods.add(provider.getClass().getName(), provider.methods());
    }
    return new SpecTable(methods.byName(), allRules);
  }

  private static void requireOtherKeys(SpecRow<? extends GradientRule> rule) {
    Sets.SetView<String> taken =
        Sets.intersection(ImmutableSet.copyOf(rule.keyNames()), LrpKeys.NAMES);
    if (!taken.isEmpty()) {
      throw new SaliencyException(
          Message.of(
              "The rule '%s' has the keys %s, which mean something else for lrp.\n"
                  + "Maybe give them other names.",
              rule.name(), taken));
    }
  }

  /** Rows by their names, and who gave them. */
  private static final class Rows<T> {
    private final String kind;
    private final Map<String, SpecRow<? extends T>> rows = new LinkedHashMap<>();
    private final Map<String, String> providers = new LinkedHashMap<>();

    Rows(String kind) {
      this.kind = kind;
    }

    void add(String provider, List<? extends SpecRow<? extends T>> added) {
      for (SpecRow<? extends T> row : added) {
        String other = providers.put(row.name(), provider);
        if (other != null) {
          throw new SaliencyException(
              Message.of(
                  "The %s '%s' is given by %s and by %s.\n"
                      + "Maybe leave one of them out, or give it another name.",
                  Message.part(kind), row.name(), other, provider));
        }
        rows.put(row.name(), row);
      }
    }

    ImmutableMap<String, SpecRow<? extends T>> byName() {
      return ImmutableMap.copyOf(rows);
    }
  }
}
