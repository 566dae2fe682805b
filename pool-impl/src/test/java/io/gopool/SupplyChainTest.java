package io.gopool;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the published code may lean on. */
class SupplyChainTest {

  /**
   * The classes that may reach into others by reflection. {@code
   * MethodHandles.lookup().findVarHandle} on one's own fields is none. The scheduler's one way to a
   * virtual thread of its own leads through the JDK's internals. The event bus asks which methods a
   * listener has of its own, so that the other events need not be published.
   */
  private static final Set<String> MAY_REFLECT =
      Set.of("io.gopool.scheduler.Continuations", "io.gopool.event.Heeded");

  /** Go's trace line goes to the standard error as well, when a property asks for it. */
  private static final String WRITES_TO_STDERR = "io.gopool.trace.SchedTraceInstrument";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.gopool");

  private static final ArchRule ONLY_THE_SYSTEM_LOGGER =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are not WRITES_TO_STDERR",
                  (JavaClass c) -> !c.getName().startsWith(WRITES_TO_STDERR)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.util.logging..", "org.slf4j..", "org.apache..", "ch.qos.logback.."))
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  private static final ArchRule NO_REFLECTION =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are not in MAY_REFLECT", (JavaClass c) -> !MAY_REFLECT.contains(c.getName())))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.lang.reflect..", "sun..", "jdk..")
                  .and(not(resideInAPackage("jdk.jfr")))) // ArchitectureTest says who may
          .orShould()
          .callMethod(Class.class, "forName", String.class)
          .orShould()
          .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
          .orShould()
          .callMethod(
              MethodHandles.class, "privateLookupIn", Class.class, MethodHandles.Lookup.class);

  @Test
  void onlyTheSystemLoggerIsWrittenTo() {
    ONLY_THE_SYSTEM_LOGGER.check(CLASSES);
  }

  @Test
  void onlyTheNamedClassesReflect() {
    NO_REFLECTION.check(CLASSES);
  }

  @Test
  void rulesCatchWhoBreaksThem() {
    JavaClasses culprit = new ClassFileImporter().importClasses(Culprit.class);
    assertThrows(AssertionError.class, () -> ONLY_THE_SYSTEM_LOGGER.check(culprit));
    assertThrows(AssertionError.class, () -> NO_REFLECTION.check(culprit));
  }

  /** Breaks both. */
  private record Culprit(Method method) {
    @Override
    public String toString() {
      System.out.println(method);
      return "guilty";
    }
  }

  @Test
  void nothingElseIsNeededAtRunTime() throws Exception {
    Set<String> needed = new TreeSet<>();
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      boolean forUsers = text(dependency, "scope").matches("|compile|runtime");
      if (forUsers && !text(dependency, "optional").equals("true")) {
        needed.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
      }
    }
    assertEquals(Set.of("io.gopool:pool-api", "org.jspecify:jspecify"), needed);
  }

  private static String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }
}
