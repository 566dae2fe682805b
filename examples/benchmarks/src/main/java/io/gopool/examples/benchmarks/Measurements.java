package io.gopool.examples.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All readings of a run and what they were taken on, in a file of lines with tabs. Each part is
 * appended when it has been run, so a run may be made in pieces, and what it has brought is not
 * lost if it breaks off.
 *
 * @param facts what they were taken on
 * @param samples the readings
 */
record Measurements(Map<String, String> facts, List<Sample> samples) {

  private static final String FACT = "#";

  /** Begins a file, or keeps the one that is there if the facts are still the same. */
  static void begin(Path file, Map<String, String> facts, boolean append) throws IOException {
    if (append && Files.exists(file)) {
      Map<String, String> before = read(file).facts();
      if (!before.equals(facts)) {
        throw new IllegalArgumentException(
            "cannot append to " + file + ": it was begun with " + before + ", this is " + facts);
      }
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        facts.entrySet().stream()
            .map(fact -> line(FACT, fact.getKey(), fact.getValue()))
            .collect(joining()));
  }

  /** Adds readings to a file. */
  static void append(Path file, List<Sample> samples) throws IOException {
    Files.writeString(
        file,
        samples.stream()
            .map(
                sample ->
                    line(
                        sample.load(),
                        sample.conditions(),
                        sample.peer().name(),
                        sample.metric().name(),
                        Double.toString(sample.value())))
            .collect(joining()),
        StandardOpenOption.APPEND);
  }

  static Measurements read(Path file) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      List<String> fields = List.of(line.split("\t", -1));
      if (fields.getFirst().equals(FACT)) {
        facts.put(fields.get(1), fields.get(2));
      } else {
        samples.add(
            new Sample(
                fields.get(0),
                fields.get(1),
                Peer.valueOf(fields.get(2)),
                Metric.valueOf(fields.get(3)),
                Double.parseDouble(fields.get(4))));
      }
    }
    return new Measurements(facts, samples);
  }

  private static String line(String... fields) {
    return String.join("\t", fields) + "\n";
  }
}
