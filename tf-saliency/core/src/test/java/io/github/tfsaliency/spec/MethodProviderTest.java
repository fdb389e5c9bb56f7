package io.github.tfsaliency.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.rule.Gamma;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of others, found through META-INF/services or given. */
class MethodProviderTest {
  @Test
  void aMethodOfAProviderIsReadAndPrinted() {
    AttributionMethod method = new TestMethodProvider.TestMean(GuidedBackprop.of(), 3);

    assertThat(MethodSpecs.parse("test-mean:inner=guided-backprop,copies=3")).isEqualTo(method);
    assertThat(MethodSpecs.print(method)).isEqualTo("test-mean:copies=3,inner=guided-backprop");
    assertThat(MethodSpecs.print(SmoothGrad.of(method)))
        .isEqualTo("smooth-grad:inner=test-mean:copies=3,inner=guided-backprop");
  }

  @Test
  void aRuleOfAProviderIsReadAndPrinted() {
    Lrp method = Lrp.of(new TestMethodProvider.TestRule(0.5));

    assertThat(MethodSpecs.parse("lrp:share=0.50,rule=test-share")).isEqualTo(method);
    assertThat(MethodSpecs.print(method)).isEqualTo("lrp:rule=test-share,share=0.5");
  }

  @Test
  void listsHaveThemLast() {
    assertThat(MethodSpecs.rows()).last().hasToString("test-mean:copies=2,inner=gradient");
    assertThat(MethodSpecs.rules()).last().hasToString("test-share:share=1");
    assertThat(
            MethodSpecs.rows().stream().filter(row -> row.name().equals("lrp")).map(SpecRow::keys))
        .allMatch(keys -> keys.contains("|test-share (share=1),products="));
  }

  /** Gives one method. */
  private record OneMethod(SpecRow<? extends AttributionMethod> row) implements MethodProvider {
    @Override
    public List<SpecRow<? extends AttributionMethod>> methods() {
      return List.of(row);
    }
  }

  /** Gives one rule. */
  private record OneRule(SpecRow<? extends GradientRule> row) implements MethodProvider {
    @Override
    public List<SpecRow<? extends GradientRule>> rules() {
      return List.of(row);
    }
  }

  @Test
  void aNameOfTheLibraryIsRefused() {
    MethodProvider provider = new OneMethod(SpecRow.of("gradient", "another", FullGrad.of()));

    assertThatThrownBy(() -> SpecTable.of(List.of(provider)))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The method 'gradient' is given by tf-saliency and by "
                + OneMethod.class.getName()
                + ".\nMaybe leave one of them out, or give it another name.");
  }

  @Test
  void aNameOfTwoProvidersIsRefused() {
    MethodProvider one = new OneMethod(SpecRow.of("mine", "one", Gradient.of()));
    MethodProvider other =
        new MethodProvider() {
          @Override
          public List<SpecRow<? extends AttributionMethod>> methods() {
            return List.of(SpecRow.of("mine", "another", FullGrad.of()));
          }
        };

    assertThatThrownBy(() -> SpecTable.of(List.of(one, other)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith(
            "The method 'mine' is given by "
                + OneMethod.class.getName()
                + " and by "
                + other.getClass().getName()
                + ".");
  }

  @Test
  void aRuleOfAKnownNameOrWithAKeyOfLrpIsRefused() {
    assertThatThrownBy(
            () -> SpecTable.of(List.of(new OneRule(SpecRow.of("gamma", "x", new Gamma(1))))))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith("The rule 'gamma' is given by tf-saliency and by ");
    SpecRow<Gamma> start =
        SpecRow.of("mine", "x", new Gamma(1))
            .withKeys(
                SpecKey.of(
                    "start",
                    SpecFormat.number(),
                    rule -> rule.gamma().value(),
                    (rule, gamma) -> new Gamma(gamma)));
    assertThatThrownBy(() -> SpecTable.of(List.of(new OneRule(start))))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The rule 'mine' has the keys [start], which mean something else for lrp.\n"
                + "Maybe give them other names.");
  }

  @Test
  void aProviderThatCannotBeLoadedIsNamed(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(MethodProvider.class.getName()), "com.example.Missing\n");

    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, MethodProvider.class.getClassLoader())) {
      assertThatThrownBy(() -> SpecTable.load(loader))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "A provider of methods cannot be loaded: "
                  + MethodProvider.class.getName()
                  + ": Provider com.example.Missing not found\n"
                  + "Maybe repair its jar, or leave it out.");
    }
  }

  @Test
  void aRowIsChecked() {
    assertThatThrownBy(() -> SpecRow.of("My Method", "x", Gradient.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The name 'My Method' must have only small letters, digits and dashes between them.");
    SpecKey<TestMethodProvider.TestMean> inner =
        SpecKey.inner(TestMethodProvider.TestMean::inner, (method, other) -> method);
    SpecKey<TestMethodProvider.TestMean> copies =
        SpecKey.of(
            "copies",
            SpecFormat.integer(),
            TestMethodProvider.TestMean::copies,
            (method, number) -> method);
    SpecRow<TestMethodProvider.TestMean> row =
        SpecRow.of("mine", "x", new TestMethodProvider.TestMean(Gradient.of(), 1));
    assertThatThrownBy(() -> row.withKeys(inner, copies))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The key 'inner' of 'mine' must be the last one, because the options of the inner"
                + " method extend to the end.");
    assertThatThrownBy(() -> row.withKeys(copies, copies))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The keys [copies, copies] of 'mine' must have different names.");
  }
}
