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

/** Runs the plan, or parts of it, and writes a folder with tables and charts. */
public final class Report {

  private static final String USAGE =
      """
      usage: Report short|record|long SAMPLES FOLDER [REGEX [ROUND]]
        SAMPLES  the file for all readings
        FOLDER   for README.md and the charts
        REGEX    for the names of the parts, such as 'EmptyTask.*submitters=8'; all if there is none
        ROUND    1, 2...: only this round, added to what SAMPLES has; so a run can be made in pieces\
      """;

  private Report() {}

  /** See {@code USAGE}. */
  public static void main(String... args) throws RunnerException, IOException {
    if (args.length < 3 || args.length > 5) {
      throw new IllegalArgumentException(USAGE + "\nwas: " + String.join(" ", args));
    }
    Form form = Form.valueOf(args[0].toUpperCase(Locale.ROOT));
    Path samples = Path.of(args[1]);
    List<Part> parts = parts(form, args.length > 3 ? args[3] : ".*");
    boolean piece = args.length > 4;
    long steps =
        piece && Files.exists(samples)
            ? Facts.stepsPerMicro(Measurements.read(samples).facts())
            : Work.calibrate();
    Measurements.begin(samples, Facts.of(form, steps), /* append= */ piece);
    int first = piece ? Integer.parseInt(args[4]) : 1;
    int last = piece ? first : form.rounds();
    for (int round = first; round <= last; round++) {
      for (Part part : parts) {
        run(round % 2 == 1 ? part : part.reversed(), form, steps, samples);
      }
    }
    Path report = MarkdownReport.write(Measurements.read(samples), Path.of(args[2]));
    System.out.println("Written to " + report.toAbsolutePath());
  }

  private static List<Part> parts(Form form, String regex) {
    Pattern pattern = Pattern.compile(regex);
    List<Part> parts =
        Plan.parts(form).stream().filter(part -> pattern.matcher(part.name()).find()).toList();
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "no part matches " + regex + "; there are\n" + names(Plan.parts(form)));
    }
    return parts;
  }

  private static String names(List<Part> parts) {
    return String.join("\n", parts.stream().map(Part::name).toList());
  }

  private static void run(Part part, Form form, long stepsPerMicro, Path samples)
      throws RunnerException, IOException {
    List<Sample> readings = new ArrayList<>();
    for (RunResult result : part.run(form.options(stepsPerMicro), form.warmups())) {
      readings.addAll(Sample.of(result));
    }
    Measurements.append(samples, readings);
  }
}
