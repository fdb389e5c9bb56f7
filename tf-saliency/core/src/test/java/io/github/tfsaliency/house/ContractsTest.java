package io.github.tfsaliency.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.segment.Segmentation;
import io.github.tfsaliency.segment.Trap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A public record has a public constructor, with one parameter an option, for ever. So it is a
 * plain value that a caller reads; what has options is made by factories.
 */
class ContractsTest {
  private static final Set<String> EXPORTED = exported();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(EXPORTED);

  private static final ArchRule RECORDS_HAVE_NO_OPTIONS =
      noMethods()
          .that()
          .areDeclaredInClassesThat(areContracts().and(describe("a record", JavaClass::isRecord)))
          .should()
          .haveNameMatching("with(out)?[A-Z].*");

  private static final ArchRule WHAT_HAS_OPTIONS_IS_MADE_BY_FACTORIES =
      noConstructors()
          .that()
          .areDeclaredInClassesThat(
              areContracts()
                  .and(
                      DescribedPredicate.or(
                          JavaClass.Predicates.assignableTo(Value.class),
                          JavaClass.Predicates.assignableTo(AttributionMethod.class),
                          JavaClass.Predicates.assignableTo(Segmentation.class))))
          .should()
          .bePublic();

  private static Set<String> exported() {
    try {
      return Pattern.compile("exports ([a-z.]+)\\s*;")
          .matcher(Files.readString(Path.of("src/main/java/module-info.java")))
          .results()
          .map((MatchResult found) -> found.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The public classes of exported packages. */
  static Stream<Class<?>> exportedTypes() {
    return CLASSES.stream()
        .filter(areContracts())
        .filter(type -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass())
        .map(JavaClass::reflect);
  }

  private static DescribedPredicate<JavaClass> areContracts() {
    return describe(
        "public",
        type ->
            type.getModifiers().contains(JavaModifier.PUBLIC)
                && EXPORTED.contains(type.getPackageName()));
  }

  @Test
  void looksAtAllThatIsExported() {
    assertThat(EXPORTED).hasSizeGreaterThan(14);
    assertThat(CLASSES.contain(Rise.class)).isTrue();
    assertThat(CLASSES.contain(Batch.class)).isTrue();
  }

  @Test
  void noPublicRecordHasOptions() {
    RECORDS_HAVE_NO_OPTIONS.check(CLASSES);
  }

  @Test
  void methodsMetricsAndSegmentationsAreMadeByFactories() {
    WHAT_HAS_OPTIONS_IS_MADE_BY_FACTORIES.check(CLASSES);
  }

  @Test
  void valuesAreFinal() {
    classes()
        .that()
        .areAssignableTo(Value.class)
        .and()
        .doNotBelongToAnyOf(Value.class)
        .and(describe("not sealed", type -> !type.reflect().isSealed()))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void findsTheTrap() {
    JavaClasses trap = new ClassFileImporter().importClasses(Trap.class);

    assertThatThrownBy(() -> RECORDS_HAVE_NO_OPTIONS.check(trap))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("withSteps");
    assertThatThrownBy(() -> WHAT_HAS_OPTIONS_IS_MADE_BY_FACTORIES.check(trap))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("<init>(int)");
  }
}
