package io.gopool.core;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all jcstress tests of this module and fails the build if one saw a forbidden outcome, if one
 * did not run (jcstress itself says nothing when there are too few processors), or if a broken twin
 * showed no harm: then the test that it belongs to could not have failed either. jcstress's own
 * output goes to a file in the working directory.
 *
 * <p>Arguments: how many JVMs run each test, how many times each of them does so, and for how many
 * milliseconds.
 */
public final class JcstressCheck {

  /** A twin that was not caught gets more time. */
  private static final int ROUNDS = 4;

  private static final String TWIN = "Twin";

  private static final String NOT_CAUGHT = "the twin without fences showed no harm";

  private final Map<String, String> verdicts = new TreeMap<>();
  private final String forks;
  private final String iterations;
  private final int millis;

  private JcstressCheck(String forks, String iterations, int millis) {
    this.forks = forks;
    this.iterations = iterations;
    this.millis = millis;
  }

  public static void main(String[] args) throws Exception {
    System.exit(new JcstressCheck(args[0], args[1], Integer.parseInt(args[2])).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Collection<String> tests = new TreeSet<>(TestList.tests());
    long twins = tests.stream().filter(t -> t.endsWith(TWIN)).count();
    if (twins == 0 || twins == tests.size()) {
      System.out.println("jcstress: no tests or no twins in " + tests);
      return false;
    }
    Collection<String> todo = tests;
    for (int round = 1; round <= ROUNDS && !todo.isEmpty(); round++) {
      judge(todo, results(todo, millis * round, Path.of("jcstress-" + round + ".log")));
      todo = tests.stream().filter(t -> verdicts.get(t).equals(NOT_CAUGHT)).toList();
    }
    verdicts.values().removeIf(String::isEmpty);
    verdicts.forEach((test, verdict) -> System.out.println(test + ": " + verdict));
    if (!verdicts.isEmpty()) {
      System.out.println("see " + Path.of("jcstress-1.log").toAbsolutePath());
    }
    int failed = verdicts.size();
    System.out.println("jcstress: " + (tests.size() - failed) + " passed, " + failed + " failed");
    return failed == 0;
  }

  /** Notes what is wrong with each of the tests, or the empty string. */
  private void judge(Collection<String> tests, List<TestResult> results) {
    for (String test : tests) {
      List<TestResult> own = results.stream().filter(r -> r.getName().equals(test)).toList();
      verdicts.put(test, verdict(test, own));
    }
  }

  private static String verdict(String test, List<TestResult> results) {
    long count = results.stream().mapToLong(TestResult::getTotalCount).sum();
    if (count == 0) {
      return "did not run";
    }
    for (TestResult result : results) {
      if (!ReportUtils.statusToPassed(result) || !result.grading().isPassed) {
        return "failed: " + result.grading().failureMessages + " " + result.getMessages();
      }
    }
    boolean harm = results.stream().anyMatch(r -> r.grading().hasInteresting);
    return test.endsWith(TWIN) && !harm ? NOT_CAUGHT : "";
  }

  private List<TestResult> results(Collection<String> tests, int millis, Path log)
      throws Exception {
    String filter =
        tests.stream().map(t -> t.replace(".", "\\.")).collect(Collectors.joining("|", "^(", ")$"));
    PrintStream console = System.out;
    try (PrintStream file = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
      System.setOut(file);
      Options options = options(filter, millis);
      try {
        new JCStress(options).run();
      } catch (AssertionError e) {
        e.printStackTrace(file); // it saw a forbidden outcome; the verdict follows from the results
      }
      return read(Path.of(options.getResultFile()));
    } finally {
      System.setOut(console);
    }
  }

  private Options options(String filter, int millis) throws IOException {
    Options options =
        new Options(
            new String[] {
              "-t",
              filter,
              "-f",
              forks,
              "-iters",
              iterations,
              "-time",
              Integer.toString(millis),
              "-sc",
              "false",
              "-af",
              "NONE",
              "-jvmArgs",
              "-Xmx256m",
              "-r",
              "jcstress-report"
            });
    if (!options.parse()) {
      throw new IllegalStateException("jcstress does not know these options");
    }
    return options;
  }

  private static List<TestResult> read(Path file) throws IOException, ClassNotFoundException {
    if (Files.notExists(file)) {
      return List.of();
    }
    InProcessCollector collector = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
    try {
      reader.dump();
    } finally {
      reader.close();
    }
    return new ArrayList<>(collector.getTestResults());
  }
}
