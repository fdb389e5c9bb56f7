package io.github.tfsaliency.spec;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RelevanceStart;
import io.github.tfsaliency.rule.Composite;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of LRP: a composite or one rule with their own keys, and where the relevance starts. */
final class LrpKeys {
  private static final String COMPOSITE = "composite";
  private static final String RULE = "rule";
  private static final String START = "start";
  private static final String CONTRAST = "contrast";

  /** Names that the keys of a rule must not have. */
  static final ImmutableSet<String> NAMES = ImmutableSet.of(COMPOSITE, RULE, START, CONTRAST);

  private static final ImmutableMap<String, SpecRow<Composite>> COMPOSITES =
      RuleRows.COMPOSITES.stream().collect(toImmutableMap(SpecRow::name, row -> row));

  private static final ImmutableMap<String, RelevanceStart> STARTS =
      ImmutableMap.of(
          "score",
          RelevanceStart.score(),
          "one",
          RelevanceStart.one(),
          CONTRAST,
          RelevanceStart.contrast());

  private LrpKeys() {}

  /** A composite or a rule. */
  static SpecKey<Lrp> layers(ImmutableMap<String, SpecRow<? extends GradientRule>> rules) {
    return SpecKey.of(
        COMPOSITE,
        names(COMPOSITES.values()) + ", or rule=" + names(rules.values()),
        new Layers(rules));
  }

  private static String names(Collection<? extends SpecRow<?>> rows) {
    return rows.stream()
        .map(row -> row.keys().isEmpty() ? row.name() : row.name() + " (" + row.keys() + ")")
        .collect(Collectors.joining("|"));
  }

  private record Layers(ImmutableMap<String, SpecRow<? extends GradientRule>> rules)
      implements SpecKey.Steps<Lrp> {
    @Override
    public Lrp read(Lrp current, SpecOptions options) {
      Optional<SpecRow<Composite>> composite = chosen(COMPOSITE, COMPOSITES, options);
      Optional<SpecRow<? extends GradientRule>> rule = chosen(RULE, rules, options);
      if (composite.isPresent() == rule.isPresent()) {
        throw new IllegalArgumentException(
            Message.of(
                "LRP takes a composite or a rule%s.\n"
                    + "Maybe lrp:composite=NAME with one of %s, or lrp:rule=NAME with one of %s.",
                rule.isPresent() ? ", not both" : "", COMPOSITES.keySet(), rules.keySet()));
      }
      return rule.isPresent()
          ? Lrp.of(rule.get().read(options))
          : Lrp.of(composite.orElseThrow().read(options));
    }

    private static <V> Optional<V> chosen(
        String key, ImmutableMap<String, V> rows, SpecOptions options) {
      Optional<String> text = options.text(key);
      if (text.filter(GivenInJava::isOwn).isPresent()) {
        throw new IllegalArgumentException(
            Message.of(
                "The %s '%s' has no name, so its text cannot be read.\n"
                    + "Maybe make the method in Java, or give a rule a name by a MethodProvider.",
                Message.part(key), text.get()));
      }
      return options.value(key, SpecFormat.named(rows));
    }

    @Override
    public Lrp write(Lrp whole, Lrp current, SpecWriter texts) {
      Composite composite = whole.composite();
      if (!write(COMPOSITE, COMPOSITES.values(), composite, texts)) {
        Optional<GradientRule> rule = onlyRule(composite);
        if (rule.isEmpty()) {
          texts.put(COMPOSITE, () -> GivenInJava.own(composite));
        } else if (!write(RULE, rules.values(), rule.get(), texts)) {
          texts.put(RULE, () -> GivenInJava.own(rule.get()));
        }
      }
      return Lrp.of(composite).withStart(current.start());
    }

    private static Optional<GradientRule> onlyRule(Composite composite) {
      return composite.rules().stream()
          .limit(1)
          .filter(rule -> Composite.uniform(rule).equals(composite))
          .findFirst();
    }

    private static boolean write(
        String key, Collection<? extends SpecRow<?>> rows, Object value, SpecWriter texts) {
      for (SpecRow<?> row : rows) {
        Optional<SpecText> text = row.write(value, texts.saysDefaults());
        if (text.isPresent()) {
          texts.put(key, text.get()::name);
          text.get().options().forEach((option, shown) -> texts.put(option, () -> shown));
          return true;
        }
      }
      return false;
    }
  }

  /** The start of the relevance. */
  static SpecKey<Lrp> start() {
    return SpecKey.of(
        START,
        String.join("|", STARTS.keySet()) + " (contrast=CLASS)",
        new SpecKey.Steps<>() {
          @Override
          public Lrp read(Lrp current, SpecOptions options) {
            options
                .text(START)
                .ifPresent(
                    text ->
                        GivenInJava.requireNoArray(
                            text, "Maybe make the method in Java, with RelevanceStart.of(array)."));
            RelevanceStart start =
                options.value(START, SpecFormat.named(STARTS)).orElse(current.start());
            if (!start.equals(RelevanceStart.contrast())) {
              return current.withStart(start);
            }
            return current.withStart(
                options
                    .value(CONTRAST, SpecFormat.wholeNumber())
                    .map(RelevanceStart::contrast)
                    .orElse(start));
          }

          @Override
          public Lrp write(Lrp whole, Lrp current, SpecWriter texts) {
            RelevanceStart start = whole.start();
            if (!texts.saysDefaults() && start.equals(current.start())) {
              return current;
            }
            texts.put(START, () -> name(start));
            start
                .contrastedClass()
                .ifPresent(other -> texts.put(CONTRAST, () -> Long.toString(other)));
            return current.withStart(start);
          }
        });
  }

  private static String name(RelevanceStart start) {
    return start
        .relevance()
        .map(values -> GivenInJava.array(values.shape().asArray()))
        .orElseGet(
            () ->
                STARTS.entrySet().stream()
                    .filter(named -> named.getValue().equals(start))
                    .findFirst()
                    .map(Map.Entry::getKey)
                    .orElse(CONTRAST));
  }
}
