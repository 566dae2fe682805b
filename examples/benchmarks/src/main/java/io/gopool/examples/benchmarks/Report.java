package io.gopool.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs all parts of the plan and prints a table for each. */
public final class Report {

  /** How thorough the measurement is. */
  enum Form {

    /** For a look; about ten minutes. */
    SHORT(2) {
      @Override
      ChainedOptionsBuilder options() {
        return new OptionsBuilder()
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(250))
            .measurementIterations(4)
            .measurementTime(TimeValue.milliseconds(250));
      }
    },

    /** For the record: what the loads themselves say. */
    LONG(3) {
      @Override
      ChainedOptionsBuilder options() {
        return new OptionsBuilder();
      }
    };

    private final int rounds;

    Form(int rounds) {
      this.rounds = rounds;
    }

    abstract ChainedOptionsBuilder options();
  }

  private Report() {}

  /**
   * Runs the loads.
   *
   * @param args {@code short} or {@code long}; the file to write the report to, which is printed in
   *     any case; a regular expression for the names of the parts to run, all if there is none
   */
  public static void main(String... args) throws RunnerException, IOException {
    if (args.length > 3) {
      throw new IllegalArgumentException(
          "expected [short|long] [file] [regular expression], was " + String.join(" ", args));
    }
    Form form = args.length < 1 ? Form.SHORT : Form.valueOf(args[0].toUpperCase(Locale.ROOT));
    String report = MarkdownReport.of(Score.of(run(form, args.length < 3 ? ".*" : args[2])));
    System.out.println(report);
    if (args.length > 1) {
      Path file = Path.of(args[1]).toAbsolutePath();
      Files.createDirectories(file.getParent());
      Files.writeString(file, report);
      System.out.println("Written to " + file);
    }
  }

  private static List<Sample> run(Form form, String names) throws RunnerException {
    Pattern pattern = Pattern.compile(names);
    List<Sample> samples = new ArrayList<>();
    for (int round = 0; round < form.rounds; round++) {
      for (Part part : Plan.parts()) {
        if (pattern.matcher(part.name()).find()) {
          for (RunResult result : part.run(form.options())) {
            samples.addAll(Sample.of(result));
          }
        }
      }
    }
    return samples;
  }
}
