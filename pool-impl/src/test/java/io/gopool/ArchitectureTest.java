package io.gopool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keeps the packages a tree: who may use whom is the table below, and nothing else is allowed.
 *
 * <p>It reads the class files of the API and of the implementation, without their tests.
 */
class ArchitectureTest {

  private static final Set<String> API = Set.of("io.gopool");

  /** The packages that each package may use, besides its own, the JDK's and JSpecify's. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("io.gopool", API),
          entry("io.gopool.queue", Set.of()),
          entry("io.gopool.group", API),
          entry("io.gopool.task", API),
          entry("io.gopool.time", Set.of()),
          entry("io.gopool.log", Set.of()),
          entry(
              "io.gopool.core",
              Set.of(
                  "io.gopool",
                  "io.gopool.queue",
                  "io.gopool.group",
                  "io.gopool.task",
                  "io.gopool.time",
                  "io.gopool.log")),
          entry("io.gopool.scheduler", Set.of("io.gopool", "io.gopool.queue", "io.gopool.time")),
          entry("io.gopool.trace", API),
          entry("io.gopool.jfr", Set.of("io.gopool", "io.gopool.time", "jdk.jfr")),
          entry(
              "io.gopool.keyed",
              Set.of(
                  "io.gopool",
                  "io.gopool.group",
                  "io.gopool.task",
                  "io.gopool.time",
                  "io.gopool.log")),
          entry(
              "io.gopool.metrics",
              Set.of("io.gopool", "io.micrometer.core..", "com.github.benmanes.caffeine.cache")),
          entry(
              "io.gopool.event",
              Set.of("io.gopool", "io.gopool.time", "io.gopool.log", "com.lmax.disruptor")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.gopool");

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatTheTableAllows(String name) {
    assertTrue(
        MAY_USE.containsKey(name), () -> name + " is not in MAY_USE: add it with what it may use");
    List<String> allowed = new ArrayList<>(MAY_USE.get(name));
    allowed.addAll(List.of(name, "java..", "org.jspecify.."));
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
    assertEquals(new TreeSet<>(MAY_USE.keySet()), packages());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(ONE_SLICE_PER_PACKAGE).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void implementationAddsNoClassToThePackagesOfTheApi() {
    Stream<JavaClass> others = CLASSES.stream().filter(c -> !isOfApiModule(c));
    assertEquals(List.of(), others.filter(c -> API.contains(c.getPackageName())).toList());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageInfoIsNullMarked(String name) {
    assertTrue(
        CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class),
        () -> name + " needs a package-info.java with @NullMarked");
  }

  private static SortedSet<String> packages() {
    return CLASSES.stream().map(JavaClass::getPackageName).collect(toCollection(TreeSet::new));
  }

  /** Maven puts the module on the class path as a directory or as a jar. */
  private static boolean isOfApiModule(JavaClass c) {
    String uri = c.getSource().orElseThrow().getUri().toString();
    return uri.matches(".*/pool-api(/target/classes/|-[^/]*[.]jar!/).*");
  }

  private static final SliceAssignment ONE_SLICE_PER_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
          return SliceIdentifier.of(c.getPackageName());
        }

        @Override
        public String getDescription() {
          return "one slice per package";
        }
      };
}
