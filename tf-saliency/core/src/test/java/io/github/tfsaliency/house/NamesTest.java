package io.github.tfsaliency.house;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tfsaliency.gradient.ModifiedGradient;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A chain of calls loses nothing: what is called on an instance keeps the rest of it, and says so
 * by its name. Java lets a static factory be called on an instance, and drops the instance.
 */
class NamesTest {
  private static final String ROOT = "io.github.tfsaliency.";

  private static final List<Class<?>> TYPES =
      publicTypes("attribution", "image", "metric", "rule", "sampling", "segment", "method");

  /** Made by those who write rules and methods; their setters have names of their own. */
  private static final List<Class<?>> PARTS = publicTypes("explain", "gradient", "inspect", "spec");

  private static List<Class<?>> publicTypes(String... rooms) {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(Arrays.stream(rooms).map(room -> ROOT + room).toList())
            .stream()
            .map(JavaClass::reflect)
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .<Class<?>>map(type -> type)
            .toList();
  }

  /** What these return is made of the instance, not the instance with another option. */
  private static final Set<String> DERIVED =
      Set.of(
          "Attribution.sample",
          "Attribution.resize",
          "BrightnessProfile.plus",
          "Bands.fit",
          "Bands.scaled",
          "Picture.fit",
          "Redistribution.minus",
          "Redistribution.plus",
          "Redistribution.plusOnes",
          "ResolvedTargets.gather",
          "ResolvedTargets.slice",
          "Segments.segment",
          "Variants.in");

  @Test
  void looksAtThePublicTypes() {
    assertThat(TYPES).hasSizeGreaterThan(80).contains(IntegratedGradients.class);
    assertThat(PARTS).hasSizeGreaterThan(20).contains(ModifiedGradient.class);
  }

  @Test
  void aStaticFactorySharesItsNameWithNoMethodOfAnInstance() {
    assertThat(Iterables.concat(TYPES, PARTS))
        .allSatisfy(type -> assertThat(sharedNames(type)).as(type.getName()).isEmpty());
  }

  @Test
  void whatChoosesAnOptionOfAnInstanceIsNamedWithOrWithout() {
    assertThat(TYPES)
        .allSatisfy(type -> assertThat(otherSetters(type)).as(type.getName()).isEmpty());
  }

  @Test
  void noStaticFactoryIsNamedAsIfItWereASetter() {
    assertThat(TYPES)
        .allSatisfy(
            type ->
                assertThat(publicMethods(type))
                    .filteredOn(method -> isStatic(method) && isNamedAsSetter(method))
                    .as(type.getName())
                    .isEmpty());
  }

  @Test
  void everyExceptionStillExists() {
    List<String> found = new ArrayList<>();
    for (Class<?> type : TYPES) {
      publicMethods(type).forEach(method -> found.add(name(method)));
    }

    assertThat(found).containsAll(DERIVED);
  }

  @Test
  void findsTheTrap() {
    assertThat(sharedNames(Trap.class)).containsExactly("steps");
    assertThat(otherSetters(Trap.class)).containsExactly("Trap.from");
  }

  /** As Integrated Gradients once was. */
  @SuppressWarnings("unused")
  public static final class Trap {
    public static Trap steps(int steps) {
      return new Trap();
    }

    public int steps() {
      return 1;
    }

    public Trap from(int baseline) {
      return this;
    }
  }

  private static Set<String> sharedNames(Class<?> type) {
    Set<String> ofInstances =
        publicMethods(type).stream()
            .filter(method -> !isStatic(method))
            .map(Method::getName)
            .collect(toSet());
    return publicMethods(type).stream()
        .filter(method -> isStatic(method) && method.getReturnType() == type)
        .map(Method::getName)
        .filter(ofInstances::contains)
        .collect(toSet());
  }

  private static List<String> otherSetters(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !isStatic(method) && !method.isBridge())
        .filter(method -> method.getReturnType() == type && !isNamedAsSetter(method))
        .map(NamesTest::name)
        .filter(name -> !DERIVED.contains(name))
        .toList();
  }

  private static List<Method> publicMethods(Class<?> type) {
    return Arrays.asList(type.getMethods());
  }

  private static String name(Method method) {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  private static boolean isNamedAsSetter(Method method) {
    return method.getName().matches("with(out)?[A-Z].*");
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }
}
