package io.github.tfsaliency.display;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.jspecify.annotations.NullMarked;

/** Each package uses only those below it. */
@AnalyzeClasses(
    packages = "io.github.tfsaliency.display",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DisplayPackagesTest {
  private static final String ROOT = "io.github.tfsaliency.display";

  @ArchTest
  static final ArchRule LAYERS =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("displays")
          .definedBy(ROOT)
          .layer("plots")
          .definedBy(ROOT + ".plot")
          .layer("drawing")
          .definedBy(ROOT + ".draw")
          .whereLayer("displays")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("plots")
          .mayOnlyBeAccessedByLayers("displays")
          .whereLayer("drawing")
          .mayOnlyBeAccessedByLayers("displays", "plots");

  @ArchTest
  static final ArchRule PACKAGES_ARE_NULL_MARKED =
      classes()
          .should()
          .beAssignableTo(
              describe(
                  "in a package that is @NullMarked",
                  type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
}
