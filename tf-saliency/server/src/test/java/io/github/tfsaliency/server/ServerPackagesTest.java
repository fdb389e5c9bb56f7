package io.github.tfsaliency.server;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Each package uses only those below it. */
@AnalyzeClasses(
    packages = "io.github.tfsaliency.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ServerPackagesTest {
  private static final String ROOT = "io.github.tfsaliency.server";

  @ArchTest
  static final ArchRule LAYERS =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("command")
          .definedBy(ROOT)
          .layer("http")
          .definedBy(ROOT + ".http")
          .layer("protocols")
          .definedBy(ROOT + ".v1", ROOT + ".v2", ROOT + ".page")
          .layer("protocol")
          .definedBy(ROOT + ".protocol")
          .layer("metrics")
          .definedBy(ROOT + ".metrics")
          .layer("work")
          .definedBy(ROOT + ".work")
          .layer("model")
          .definedBy(ROOT + ".model")
          .layer("answer")
          .definedBy(ROOT + ".answer")
          .whereLayer("command")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("protocols")
          .mayOnlyBeAccessedByLayers("http")
          .whereLayer("protocol")
          .mayOnlyBeAccessedByLayers("command", "http", "protocols")
          .whereLayer("metrics")
          .mayOnlyBeAccessedByLayers("command", "http")
          .whereLayer("work")
          .mayOnlyBeAccessedByLayers("command", "http", "protocols", "protocol", "metrics")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("command", "http", "protocols", "protocol");
}
