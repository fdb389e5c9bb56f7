package io.github.tfsaliency.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.tfsaliency.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** The arrows between packages point one way, as docs and package comments say. */
class ArchitectureTest {
  private static final String ROOT = "io.github.tfsaliency";

  /** A package comment included. */
  private static final int MOST_FILES = 36;

  private static final int MOST_LINES = 450;

  /**
   * Packages whose classes may know each other: a type and its own kinds or factories (attribution,
   * gradient, layer, segment), a picture and what reads it (image), a method and its computation
   * (method.path), a dimension of parts of dimensions (axis), and the text of a method, which may
   * hold that of another one (spec).
   */
  private static final ImmutableSet<String> RINGS =
      ImmutableSet.of(
          "attribution", "axis", "gradient", "image", "layer", "method.path", "segment", "spec");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void looksAtTheWholeLibrary() {
    assertThat(CLASSES).hasSizeGreaterThan(40);
    assertThat(CLASSES.contain(Model.class)).isTrue();
    assertThat(CLASSES.contain(ArchitectureTest.class)).isFalse();
  }

  static ImmutableSet<String> rooms() {
    return Rooms.all();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void packagesDependDownwardsOnly(String room) {
    String[] permitted =
        Stream.concat(Stream.of(room), Rooms.usedBy(room).stream())
            .map(name -> ROOT + "." + name)
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + room)
        .should()
        .dependOnClassesThat(
            are(resideInAPackage(ROOT + "..")).and(are(not(resideInAnyPackage(permitted)))))
        .check(CLASSES);
  }

  @Test
  void everyPackageUsesEarlierOnesAlone() {
    Set<String> earlier = new LinkedHashSet<>();
    for (String room : Rooms.all()) {
      assertThat(earlier).as(room).containsAll(Rooms.usedBy(room));
      earlier.add(room);
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    Set<String> packages = new LinkedHashSet<>();
    CLASSES.forEach(type -> packages.add(type.getPackageName()));

    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(ROOT), Rooms.all().stream().map(name -> ROOT + "." + name))
                .toList());
  }

  @Test
  void theArrowsStandInTheDesignAsAPicture() throws IOException {
    assertThat(Files.readString(Path.of("../../docs/design.md"))).contains(Rooms.picture());
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void packagesAreSmall(String room) {
    assertThat(Path.of("src/main/java/io/github/tfsaliency", room.replace('.', '/')))
        .satisfies(folder -> assertThat(sources(folder)).hasSizeLessThanOrEqualTo(MOST_FILES));
  }

  /** Of the library and the examples, tests included. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "src",
        "../display/src",
        "../cli/src",
        "../../examples/bias-analysis/src",
        "../../examples/snippets/src"
      })
  void filesAreShort(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
        assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(MOST_LINES);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../display/src/main/java",
        "../cli/src/main/java",
        "../../examples/bias-analysis/src/main/java",
        "../../examples/snippets/src/main/java"
      })
  void packagesOfOtherModulesAreSmall(String sources) throws IOException {
    try (Stream<Path> folders = Files.walk(Path.of(sources)).filter(Files::isDirectory)) {
      assertThat(folders)
          .allSatisfy(folder -> assertThat(sources(folder)).hasSizeLessThanOrEqualTo(MOST_FILES));
    }
  }

  private static List<Path> sources(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where nobody says how much, the first session that sees a GPU takes nearly all its memory. */
  @Test
  void sessionsHaveOptions() {
    noClasses().should().callConstructor(Session.class, Graph.class).check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  static ImmutableSet<String> roomsWithoutRings() {
    return Sets.difference(Rooms.all(), RINGS).immutableCopy();
  }

  /**
   * Such as in graph.inline: what is replaced writes into a draft and knows nothing of what
   * replaces it.
   */
  @ParameterizedTest
  @MethodSource("roomsWithoutRings")
  void classesOfAPackageHaveNoCycles(String room) {
    slices()
        .assignedFrom(new OutermostClasses(ROOT + "." + room))
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  /** A slice for each class of a package, with the classes inside of it. */
  private record OutermostClasses(String room) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().equals(room)
          ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the classes of " + room;
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<JavaPackage> packages = new LinkedHashSet<>();
    CLASSES.forEach(type -> packages.add(type.getPackage()));

    assertThat(packages).allMatch(javaPackage -> javaPackage.isAnnotatedWith(NullMarked.class));
  }

  @Test
  void nothingIsPrinted() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "prints a stack trace",
                call -> call.getTarget().getName().equals("printStackTrace")))
        .check(CLASSES);
  }

  /** What a file says may stand in any message: {@code Message} escapes and cuts it. */
  @Test
  void messagesAreMadeByOneClass() {
    noClasses()
        .that()
        .resideOutsideOfPackage(subtree("message"))
        .should()
        .callMethodWhere(describe("formats values as they are", ArchitectureTest::formats))
        .check(CLASSES);
  }

  /** Names of files and numbers are formatted with a locale. */
  private static boolean formats(JavaMethodCall call) {
    AccessTarget.MethodCallTarget target = call.getTarget();
    boolean located =
        target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Locale.class));
    boolean string = target.getOwner().isEquivalentTo(String.class);
    boolean check = target.getOwner().isEquivalentTo(Preconditions.class);
    return (string && target.getName().equals("format") && !located)
        || (string && target.getName().equals("formatted"))
        || (check && target.getName().matches("check(Argument|State)") && hasTemplate(target));
  }

  private static boolean hasTemplate(AccessTarget.MethodCallTarget target) {
    return target.getRawParameterTypes().size() > 1;
  }

  @Test
  void valuesPicturesAndMetricsKnowArraysButNoTensorFlow() {
    noClasses()
        .that()
        .resideInAnyPackage(subtree("attribution"), subtree("image"), subtree("metric"))
        .should()
        .dependOnClassesThat(
            are(resideInAPackage("org.tensorflow.."))
                .and(are(not(resideInAPackage("org.tensorflow.ndarray..")))))
        .check(CLASSES);
  }

  @Test
  void exceptionsAreUncheckedAndOfTheLibrary() {
    classes()
        .that()
        .areAssignableTo(Throwable.class)
        .should()
        .resideInAPackage(subtree("attribution"))
        .andShould()
        .beAssignableTo(RuntimeException.class)
        .check(CLASSES);
  }

  private static String subtree(String name) {
    return ROOT + "." + name + "..";
  }

  private static DescribedPredicate<JavaClass> not(DescribedPredicate<JavaClass> predicate) {
    return DescribedPredicate.not(predicate);
  }
}
