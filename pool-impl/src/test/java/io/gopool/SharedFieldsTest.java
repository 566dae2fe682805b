package io.gopool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.queue.CreditQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Each field that is volatile, atomic, or accessed through a {@code VarHandle} has a row in
 * docs/MEMORY-MODEL.md.
 */
class SharedFieldsTest {

  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "MEMORY-MODEL.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Set<String> ATOMIC =
      Set.of("Ljava/util/concurrent/atomic/Atomic", "Lio/gopool/queue/Padded");

  @Test
  void eachSharedFieldIsInTheMemoryModel() throws Exception {
    Set<String> rows = rows(Files.readAllLines(DOCUMENT));
    assertTrue(rows.size() > 100, rows::toString);
    assertEquals(Set.of(), missing(rows));
  }

  /** The twin: without a row the field is missed. */
  @Test
  void missesARowThatIsNotThere() throws Exception {
    Set<String> rows = rows(Files.readAllLines(DOCUMENT));
    assertTrue(rows.remove("Waiter.state") && rows.remove("CreditQueue.tail"));
    assertEquals(Set.of("Waiter.state", "CreditQueueProducers.tail"), missing(rows));
  }

  private static Set<String> missing(Set<String> rows) throws Exception {
    Map<String, ClassNode> classes = classes();
    Set<String> missing = new TreeSet<>();
    for (ClassNode node : classes.values()) {
      for (String field : sharedFields(node)) {
        if (names(node, classes).noneMatch(name -> isIn(rows, name, field))) {
          missing.add(name(node) + "." + field);
        }
      }
    }
    return missing;
  }

  private static Map<String, ClassNode> classes() throws Exception {
    Path root =
        Path.of(CreditQueue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Map<String, ClassNode> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassNode node = new ClassNode();
        new ClassReader(Files.readAllBytes(file)).accept(node, 0);
        classes.put(node.name, node);
      }
    }
    return classes;
  }

  private static Set<String> sharedFields(ClassNode node) {
    Set<String> handles = handles(node);
    Set<String> shared = new TreeSet<>();
    for (FieldNode field : node.fields) {
      boolean isAtomic = ATOMIC.stream().anyMatch(field.desc::contains);
      if ((field.access & Opcodes.ACC_VOLATILE) != 0 || isAtomic || handles.contains(field.name)) {
        shared.add(field.name);
      }
    }
    return shared;
  }

  /** The names that the class looks up handles with. */
  private static Set<String> handles(ClassNode node) {
    Set<String> names = new HashSet<>();
    for (MethodNode method : node.methods) {
      List<String> constants = new ArrayList<>();
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof LdcInsnNode ldc && ldc.cst instanceof String text) {
          constants.add(text);
        } else if (insn instanceof MethodInsnNode call && call.name.equals("findVarHandle")) {
          names.add(constants.getLast());
        }
      }
    }
    return names;
  }

  /** The class's name, and those of the classes that inherit its fields. */
  private static Stream<String> names(ClassNode node, Map<String, ClassNode> classes) {
    return Stream.concat(
        Stream.of(name(node)),
        classes.values().stream()
            .filter(other -> node.name.equals(other.superName))
            .flatMap(other -> names(other, classes)));
  }

  private static String name(ClassNode node) {
    return node.name.substring(node.name.lastIndexOf('/') + 1).replace('$', '.');
  }

  /** A row may leave out outer classes, and stand for all fields of a class. */
  private static boolean isIn(Set<String> rows, String name, String field) {
    for (String rest = name; ; rest = rest.substring(rest.indexOf('.') + 1)) {
      if (rows.contains(rest + "." + field) || rows.contains(rest + ".*")) {
        return true;
      }
      if (rest.indexOf('.') < 0) {
        return false;
      }
    }
  }

  /** What the first cells name: {@code `Class.field`}, then fields of the same class alone. */
  private static Set<String> rows(List<String> lines) {
    Set<String> rows = new HashSet<>();
    String heading = "";
    for (String line : lines) {
      if (line.startsWith("## ")) {
        heading = line.substring(3).strip();
      } else if (line.startsWith("| ")) {
        String type = heading;
        Matcher code = CODE.matcher(line.substring(0, line.indexOf(" |")));
        while (code.find()) {
          String name = code.group(1).replace("[i]", "");
          int dot = name.lastIndexOf('.');
          type = dot < 0 ? type : name.substring(0, dot);
          rows.add(dot < 0 ? type + "." + name : name);
        }
      }
    }
    return rows;
  }
}
