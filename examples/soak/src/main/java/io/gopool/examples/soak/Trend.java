package io.gopool.examples.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Readings at equal distances, and whether they grow. The slope is that of Theil and Sen, the
 * median of the slopes between all pairs of readings: unlike least squares it is not moved by the
 * few readings that a collection at the wrong moment, or a burst of load, sends far off. Multiplied
 * by the number of readings it is the growth over the whole time, in the readings' own unit.
 *
 * <p>The first fifth is left out: classes are loaded then, code compiled, buffers filled.
 */
final class Trend {

  private final List<Double> readings = new ArrayList<>();

  void add(double reading) {
    readings.add(reading);
  }

  int size() {
    return readings.size();
  }

  double last() {
    return readings.getLast();
  }

  /** Returns by how much the readings grew, leaving out noise; 0 if there are too few. */
  double growth() {
    List<Double> y = readings.subList(readings.size() / 5, readings.size());
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < y.size(); i++) {
      for (int j = i + 1; j < y.size(); j++) {
        slopes.add((y.get(j) - y.get(i)) / (j - i));
      }
    }
    if (slopes.isEmpty()) {
      return 0;
    }
    Collections.sort(slopes);
    return slopes.get(slopes.size() / 2) * (y.size() - 1);
  }
}
