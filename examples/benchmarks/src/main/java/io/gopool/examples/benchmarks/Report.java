package io.gopool.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all loads, one after the other, and prints a table for each. */
public final class Report {

  /** How thorough the measurement is. */
  enum Form {

    /** For a look; about five minutes. */
    SHORT {
      @Override
      ChainedOptionsBuilder options() {
        return new OptionsBuilder()
            .param("submitters", "1", "8")
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(250))
            .measurementIterations(4)
            .measurementTime(TimeValue.milliseconds(250));
      }
    },

    /**
     * For the record: what the loads themselves say, in three JVMs each; more than half an hour.
     */
    LONG {
      @Override
      ChainedOptionsBuilder options() {
        return new OptionsBuilder().forks(3);
      }
    };

    abstract ChainedOptionsBuilder options();
  }

  private Report() {}

  /**
   * Runs the loads.
   *
   * @param args {@code short} or {@code long}; the file to write the report to, which is printed in
   *     any case; a regular expression for the names of the benchmarks to run, all if there is none
   */
  public static void main(String... args) throws RunnerException, IOException {
    if (args.length > 3) {
      throw new IllegalArgumentException(
          "expected [short|long] [file] [regular expression], was " + String.join(" ", args));
    }
    Form form = args.length < 1 ? Form.SHORT : Form.valueOf(args[0].toUpperCase(Locale.ROOT));
    String report = MarkdownReport.of(run(form, args.length < 3 ? ".*" : args[2]));
    System.out.println(report);
    if (args.length > 1) {
      Path file = Path.of(args[1]).toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.writeString(file, report);
      System.out.println("Written to " + file);
    }
  }

  private static Collection<RunResult> run(Form form, String benchmarks) throws RunnerException {
    return new Runner(
            form.options()
                .include(benchmarks)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build())
        .run();
  }
}
