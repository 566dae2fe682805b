package io.gopool.examples.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.util.Version;

/** What a run was made on and how. */
final class Facts {

  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private static final String STEPS = "Steps of work per microsecond";

  private Facts() {}

  /** The steps per microsecond of a run that was begun before. */
  static long stepsPerMicro(Map<String, String> facts) {
    String steps = facts.get(STEPS);
    if (steps == null) {
      throw new IllegalArgumentException("no \"" + STEPS + "\" among " + facts);
    }
    return Long.parseLong(steps);
  }

  /**
   * What there is to say.
   *
   * @param stepsPerMicro see {@link Work}
   */
  static Map<String, String> of(Form form, long stepsPerMicro) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(
        "Machine",
        String.format(
            Locale.ROOT,
            "%s, %d processors, %d GiB, %s %s",
            processor(),
            Runtime.getRuntime().availableProcessors(),
            Math.round(memory() / (double) (1L << 30)),
            System.getProperty("os.name"),
            System.getProperty("os.version")));
    facts.put(
        "JDK",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    facts.put("Flags", flags(Load.class) + " (memory: " + flags(MemoryBenchmark.class) + ")");
    facts.put("Harness", "JMH " + Version.getPlainVersion());
    facts.put("Form", form.toString());
    facts.put(STEPS, Long.toString(stepsPerMicro));
    return facts;
  }

  private static String flags(Class<? extends Load> load) {
    Fork fork = load.getAnnotation(Fork.class);
    return fork == null ? "" : String.join(" ", fork.jvmArgs());
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Its name on Linux, elsewhere only its kind. */
  private static String processor() {
    if (Files.isReadable(CPUS)) {
      try (Stream<String> lines = Files.lines(CPUS)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseGet(Facts::architecture);
      } catch (IOException e) {
        return architecture();
      }
    }
    return architecture();
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }
}
