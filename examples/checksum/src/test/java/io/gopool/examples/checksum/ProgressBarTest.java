package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressBarTest {

  @Test
  void showsTheShareRatesAndWorkers() {
    assertEquals(
        "[######......]  50%  8613 files, 9127 files/s, 37.4 MB/s, 16 running, 3 idle",
        ProgressBar.render(0.5, 8613, 9127.4, 37.44, 16, 3));
  }

  @Test
  void hasNoShareBeforeAllIsCounted() {
    assertEquals(
        "[............]    ?  0 files, 0 files/s, 0.0 MB/s, 0 running, 0 idle",
        ProgressBar.render(-1, 0, 0, 0, 0, 0));
  }

  @Test
  void isFullOnlyAtTheEnd() {
    assertTrue(ProgressBar.render(0.999, 1, 1, 1, 1, 1).startsWith("[###########.]  99%"));
    assertTrue(ProgressBar.render(1, 1, 1, 1, 1, 1).startsWith("[############] 100%"));
  }

  @Test
  void theCensusTellsHowMuchIsDone(@TempDir Path dir) throws Exception {
    Files.write(dir.resolve("a"), new byte[16_384]);
    Files.write(dir.resolve("b"), new byte[16_384]);
    Census census = new Census(List.of(dir, dir.resolve("missing")));
    assertEquals(-1, census.share(0, 0));
    census.run();
    assertEquals(0, census.share(0, 0));
    assertEquals(0.25, census.share(0, 16_384));
    assertEquals(0.5, census.share(1, 16_384));
    assertEquals(1, census.share(2, 32_768));
    assertEquals(1, census.share(3, 99_999), "the files grew");
  }

  @Test
  void aCensusThatWasStoppedKnowsNothing(@TempDir Path dir) {
    Census census = new Census(List.of(dir));
    census.stop();
    census.run();
    assertEquals(-1, census.share(0, 0));
  }

  @Test
  void ratesFollowTheRecentPast() {
    Rate rate = new Rate(0);
    assertEquals(100, rate.update(1_000_000_000L, 100), 1e-9);
    assertEquals(100, rate.update(1_000_000_000L, 200), 1e-9, "no time has passed");
    double later = rate.update(1_100_000_000L, 100);
    assertTrue(later > 80 && later < 100, () -> "one idle tick: " + later);
    assertEquals(0, rate.update(20_000_000_000L, 100), 0.01);
  }
}
