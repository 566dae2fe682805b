package io.gopool.examples.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The program: runs all {@link Loads} for a time, reads heap and threads meanwhile, and exits with
 * 1 if a task was lost, a pool did not close, or something grew.
 *
 * <p>Growth is that of the {@link Trend}. A reading of the heap after a collection is off by less
 * than 1 MiB here, and a leak of one small object in a hundred tasks is 80 MiB in 500 million of
 * them, so the bound of {@value #MAX_HEAP_GROWTH_MIB} MiB lies well between. Threads: the pools'
 * own come and go, and the bound is what they may differ by, {@value #MAX_THREAD_GROWTH}.
 */
public final class Soak {

  static final int MAX_HEAP_GROWTH_MIB = 8;
  static final int MAX_THREAD_GROWTH = 8;
  private static final int READINGS = 100;
  private static final Logger LOG = Logger.getLogger("io.gopool"); // held, or its level is lost

  private final List<Load> loads;
  private final Trend heapMib = new Trend();
  private final Trend threads = new Trend();
  private final List<String> wrong = new ArrayList<>();

  Soak(List<Load> loads) {
    this.loads = loads;
  }

  /** Runs the program. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    LOG.setLevel(Level.OFF); // of the planned failures
    System.out.println("seed " + options.seed() + ", " + options.seconds() + " s");
    Soak soak = new Soak(Loads.all(new SplittableRandom(options.seed())));
    List<String> wrong = soak.run(Duration.ofSeconds(options.seconds()));
    String report = soak.report(options);
    System.out.println(report);
    if (options.report() != null) {
      Files.writeString(options.report(), report);
    }
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  /** Runs the loads; returns what went wrong. */
  List<String> run(Duration time) throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (Load load : loads) {
      running.add(
          Thread.ofPlatform()
              .daemon()
              .name("load-" + load.name())
              .uncaughtExceptionHandler((thread, t) -> failed(thread.getName() + ": " + t))
              .start(load));
    }
    for (int i = 0; i < READINGS; i++) {
      TimeUnit.NANOSECONDS.sleep(time.toNanos() / READINGS);
      read();
    }
    loads.forEach(Load::stop);
    for (int i = 0; i < loads.size(); i++) {
      if (!running.get(i).join(Duration.ofMinutes(1))) {
        failed("does not close: " + loads.get(i).name() + " " + loads.get(i).totals());
      } else {
        loads.get(i).check().forEach(this::failed);
      }
    }
    grown("heap, MiB", heapMib, MAX_HEAP_GROWTH_MIB);
    grown("threads", threads, MAX_THREAD_GROWTH);
    return wrong;
  }

  private synchronized void failed(String what) {
    wrong.add(what);
  }

  private void read() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    heapMib.add((runtime.totalMemory() - runtime.freeMemory()) / (1024.0 * 1024));
    threads.add(ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private void grown(String what, Trend trend, int bound) {
    if (trend.growth() > bound) {
      failed("%s: grew by %.1f, at most %d is noise".formatted(what, trend.growth(), bound));
    }
  }

  private String report(Options options) {
    StringBuilder text = new StringBuilder("# Soak\n\n");
    long tasks = loads.stream().mapToLong(load -> load.totals().submitted()).sum();
    text.append(
        "Seed %d, %d s, %,d tasks; JDK %s, %d processors.%n%n"
            .formatted(
                options.seed(),
                options.seconds(),
                tasks,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors()));
    text.append("| what | last reading | growth |\n|---|---|---|\n");
    text.append("| heap, MiB | %.1f | %.2f |%n".formatted(heapMib.last(), heapMib.growth()));
    text.append(
        "| platform threads | %.0f | %.2f |%n%n".formatted(threads.last(), threads.growth()));
    text.append("| pool | submitted | completed | failed | cancelled | rejected | threads |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Load load : loads) {
      Load.Totals s = load.totals();
      text.append(
          "| %s | %,d | %,d | %,d | %,d | %,d | %,d |%n"
              .formatted(
                  load.name(),
                  s.submitted(),
                  s.completed(),
                  s.failed(),
                  s.cancelled(),
                  s.rejected(),
                  s.threads()));
    }
    text.append(
        "\nMade by `examples/soak/run --report docs/SOAK.md`; `--seed N` brings the loads back.\n");
    text.append(wrong.isEmpty() ? "\nNothing was lost, nothing grew.\n" : "\nWRONG: " + wrong);
    return text.toString();
  }
}
