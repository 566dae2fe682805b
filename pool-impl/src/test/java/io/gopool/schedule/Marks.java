package io.gopool.schedule;

import io.gopool.queue.CreditQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered points in the sources: a comment {@code // (S1) why} on a line of its own. */
public final class Marks {

  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "main", "java");
  private static final Pattern MARK = Pattern.compile("^\\s*// \\(([A-Z][0-9]+)\\) .*");
  private static final List<String> PACKAGES =
      List.of("core", "event", "keyed", "queue", "scheduler");

  private static final Map<String, NavigableMap<Integer, String>> BY_FILE =
      new ConcurrentHashMap<>();

  private Marks() {}

  /** Returns whether the class, by its internal name, is one of production's that have points. */
  static boolean isWoven(String className) {
    int end = className.lastIndexOf('/');
    return className.startsWith("io/gopool/")
        && end > "io/gopool".length()
        && PACKAGES.contains(className.substring("io/gopool/".length(), end))
        && Files.exists(source(className));
  }

  /** Returns the marks of the class's file: the line of the code that follows, and the name. */
  static NavigableMap<Integer, String> of(String className) {
    return BY_FILE.computeIfAbsent(source(className).toString(), f -> read(Path.of(f)));
  }

  /** Returns the names of all marks of a package, such as "core". */
  public static List<String> ofPackage(String name) {
    try (Stream<Path> files = Files.list(SOURCES.resolve(Path.of("io", "gopool", name)))) {
      return files.flatMap(f -> read(f).values().stream()).sorted(Marks::compare).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of all classes that have points, or could have. */
  static List<String> classes() throws IOException {
    Path root = classFiles();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(f -> root.relativize(f).toString())
          .filter(f -> f.endsWith(".class") && isWoven(f.substring(0, f.length() - 6)))
          .map(f -> f.substring(0, f.length() - 6).replace('/', '.'))
          .toList();
    }
  }

  private static Path classFiles() {
    try {
      return Path.of(CreditQueue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int compare(String a, String b) {
    int byLetter = Character.compare(a.charAt(0), b.charAt(0));
    return byLetter != 0
        ? byLetter
        : Integer.compare(Integer.parseInt(a.substring(1)), Integer.parseInt(b.substring(1)));
  }

  private static Path source(String className) {
    int inner = className.indexOf('$');
    String outer = inner < 0 ? className : className.substring(0, inner);
    return SOURCES.resolve(outer + ".java");
  }

  private static NavigableMap<Integer, String> read(Path file) {
    try {
      NavigableMap<Integer, String> marks = new TreeMap<>();
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher mark = MARK.matcher(lines.get(i));
        if (mark.matches()) {
          int code = i + 1;
          while (lines.get(code).strip().startsWith("//")) {
            code++;
          }
          marks.put(code + 1, mark.group(1)); // lines are numbered from 1
        }
      }
      return marks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
