package io.gopool.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** The volatile fields of the project's classes, inherited ones included, read from class files. */
final class Volatiles {

  private static final Map<String, Set<String>> BY_CLASS = new ConcurrentHashMap<>();

  private Volatiles() {}

  static boolean isVolatile(String className, String field) {
    return of(className).contains(field);
  }

  private static Set<String> of(String className) {
    Set<String> known = BY_CLASS.get(className);
    if (known == null) {
      known = className.startsWith("io/gopool/") ? read(className) : Set.of();
      BY_CLASS.put(className, known);
    }
    return known;
  }

  private static Set<String> read(String className) {
    ClassNode node = new ClassNode();
    try (InputStream in =
        Volatiles.class.getClassLoader().getResourceAsStream(className + ".class")) {
      new ClassReader(in).accept(node, ClassReader.SKIP_CODE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> names = new HashSet<>(of(node.superName));
    node.fields.stream()
        .filter(f -> (f.access & Opcodes.ACC_VOLATILE) != 0)
        .forEach(f -> names.add(f.name));
    return names;
  }
}
