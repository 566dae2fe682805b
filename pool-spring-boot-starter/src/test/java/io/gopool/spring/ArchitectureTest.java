package io.gopool.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the starter's packages a tree: one for each library that may be absent, which nobody else
 * touches, and the one that they extend. Nothing but the API of the pools is known to any of them,
 * except for the meters.
 */
class ArchitectureTest {

  /** What is there whenever the starter is. */
  private static final List<String> ALWAYS =
      List.of(
          "java..",
          "org.jspecify..",
          "org.apache.commons.logging",
          "org.springframework.aop..",
          "org.springframework.aot",
          "org.springframework.beans..",
          "org.springframework.boot",
          "org.springframework.boot.autoconfigure..",
          "org.springframework.boot.context..",
          "org.springframework.boot.convert",
          "org.springframework.boot.diagnostics",
          "org.springframework.boot.origin",
          "org.springframework.context..",
          "org.springframework.core..",
          "org.springframework.scheduling..",
          "org.springframework.util..",
          "io.gopool");

  /** What each package may use besides, and itself. */
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "io.gopool.spring",
          List.of("io.gopool.spring.propagation"),
          "io.gopool.spring.propagation",
          List.of("io.micrometer.context.."),
          "io.gopool.spring.web",
          List.of(
              "io.gopool.spring",
              "jakarta.servlet..",
              "org.apache.catalina..",
              "org.apache.coyote..",
              "org.apache.tomcat.util.net",
              "org.springframework.boot.tomcat..",
              "org.springframework.boot.web.server.."),
          "io.gopool.spring.webflux",
          List.of(
              "io.gopool.spring",
              "org.springframework.http",
              "org.springframework.web.reactive.config",
              "org.springframework.web.server",
              "reactor.core.publisher"),
          "io.gopool.spring.actuate",
          List.of("io.gopool.spring", "org.springframework.boot.actuate.."),
          "io.gopool.spring.health",
          List.of("io.gopool.spring", "org.springframework.boot.health.."),
          "io.gopool.spring.metrics",
          List.of(
              "io.gopool.spring",
              "io.gopool.metrics",
              "io.micrometer.core..",
              "org.springframework.boot.micrometer.metrics.."),
          "io.gopool.spring.cloud",
          List.of("io.gopool.spring", "org.springframework.cloud.."));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.gopool.spring");

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatTheTableAllows(String name) {
    assertThat(MAY_USE).containsKey(name);
    List<String> allowed = new ArrayList<>(ALWAYS);
    allowed.addAll(MAY_USE.get(name));
    allowed.add(name);
    classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void everyPackageOfTheTableExists() {
    assertThat(packages()).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(ONE_SLICE_PER_PACKAGE).should().beFreeOfCycles().check(CLASSES);
  }

  /** So that a condition on the class path decides whether any of it is loaded. */
  @Test
  void thePackageOfContextPropagationIsEnteredByOneClass() {
    Collection<JavaClass> users =
        CLASSES.stream()
            .filter(c -> c.getPackageName().equals("io.gopool.spring"))
            .filter(
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            d ->
                                d.getTargetClass()
                                    .getPackageName()
                                    .equals("io.gopool.spring.propagation")))
            .toList();
    assertThat(users).extracting(JavaClass::getSimpleName).containsExactly("TaskDecorators");
  }

  private static Collection<String> packages() {
    return CLASSES.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));
  }

  private static final SliceAssignment ONE_SLICE_PER_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
          return c.getPackageName().startsWith("io.gopool.spring")
              ? SliceIdentifier.of(c.getPackageName())
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "one slice per package of the starter";
        }
      };
}
