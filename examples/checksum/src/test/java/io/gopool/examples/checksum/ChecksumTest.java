package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a run when things go wrong; {@link EndToEndTest} has the rest. */
@Timeout(60)
class ChecksumTest {

  private static final byte[] DIGEST = new byte[32];

  private final FakeScreen fake = new FakeScreen();

  @TempDir Path dir;

  @Test
  void oneFileThatFailsDoesNotKeepTheOthers() throws Exception {
    makeFiles(10);
    Hasher hasher =
        (file, read) -> {
          if (file.endsWith("3")) {
            throw new AccessDeniedException(file.toString());
          }
          return DIGEST;
        };
    assertEquals(ExitCode.FAILURE, checksum(fake, hasher, 2).run());
    assertEquals(9, fake.outLines().size());
    assertEquals("checksum: " + dir.resolve("3") + ": Permission denied", fake.errLines().get(0));
    assertTrue(fake.errLines().get(1).endsWith(", 1 failed"), fake.err());
  }

  @Test
  void aFileThatVanishesInBetweenIsReported() throws Exception {
    makeFiles(10);
    FileHasher real = new FileHasher();
    Hasher hasher =
        (file, read) -> {
          if (file.endsWith("3")) {
            Files.delete(file);
          }
          return real.hash(file, read);
        };
    assertEquals(ExitCode.FAILURE, checksum(fake, hasher, 2).run());
    assertEquals(9, fake.outLines().size());
    assertEquals(
        "checksum: " + dir.resolve("3") + ": No such file or directory", fake.errLines().get(0));
  }

  @Test
  void aTaskThatBreaksCountsAsAFailure() throws Exception {
    makeFiles(3);
    Hasher hasher =
        (file, read) -> {
          if (file.endsWith("1")) {
            throw new IllegalStateException("bug");
          }
          return DIGEST;
        };
    assertEquals(ExitCode.FAILURE, checksum(fake, hasher, 2).run());
    assertEquals(2, fake.outLines().size());
    assertEquals(
        "checksum: " + dir.resolve("1") + ": java.lang.IllegalStateException: bug",
        fake.errLines().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "platform"})
  void readsNoMoreFilesAtOnceThanTheCapacityAndNoFewer(String threads) throws Exception {
    makeFiles(12);
    CyclicBarrier three = new CyclicBarrier(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Hasher hasher =
        (file, read) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          await(three); // only three at once get past it
          running.decrementAndGet();
          return DIGEST;
        };
    Options options = Options.parse("--capacity=3", "--threads", threads, dir.toString());
    assertEquals(ExitCode.OK, new Checksum(options, hasher, fake.screen, OwnOutput.NONE).run());
    assertEquals(12, fake.outLines().size());
    assertEquals(3, most.get());
  }

  @Test
  void aSignalLetsFilesUnderWayEndAndStartsNoOther() throws Exception {
    makeFiles(50);
    CountDownLatch underWay = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    Hasher hasher =
        (file, read) -> {
          underWay.countDown();
          await(goOn);
          return DIGEST;
        };
    Checksum checksum = checksum(fake, hasher, 2);
    Executor own = task -> Thread.ofPlatform().start(task);
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(checksum::run, own);
    underWay.await();
    CompletableFuture<Void> signal = CompletableFuture.runAsync(() -> interrupt(checksum), own);
    while (!checksum.stopped()) {
      assertFalse(Thread.interrupted(), "timed out");
    }
    assertFalse(signal.isDone(), "it waits for the two files");
    goOn.countDown();
    signal.get();
    assertEquals(ExitCode.INTERRUPTED, run.get());
    int lines = fake.outLines().size();
    // The walk waits for a slot for the third: it gets one, or is sent home first.
    assertTrue(lines == 2 || lines == 3, () -> lines + " lines");
    assertTrue(
        fake.err().startsWith("checksum: interrupted after " + lines + " files, "), fake.err());
  }

  @Test
  void aSignalAfterTheEndDoesNothing() throws Exception {
    Checksum checksum = checksum(fake, (file, read) -> DIGEST, 1);
    assertEquals(ExitCode.OK, checksum.run());
    checksum.interrupt();
    assertEquals(1, fake.errLines().size());
  }

  @Test
  void aFileGivenUpAfterASignalIsNeitherDoneNorFailed() throws Exception {
    makeFiles(1);
    Hasher hasher =
        (file, read) -> {
          throw new ClosedByInterruptException();
        };
    assertEquals(ExitCode.OK, checksum(fake, hasher, 1).run());
    assertEquals(List.of(), fake.outLines());
    assertTrue(fake.err().startsWith("checksum: 0 files"), fake.err());
  }

  @Test
  void aBrokenPipeEndsItQuietly() throws Exception {
    makeFiles(5);
    FakeScreen broken = new FakeScreen(new IOException("Broken pipe"));
    assertEquals(ExitCode.BROKEN_PIPE, checksum(broken, (file, read) -> DIGEST, 2).run());
    assertEquals("", broken.err());
  }

  @Test
  void aFullDiskEndsItWithAMessage() throws Exception {
    makeFiles(5);
    FakeScreen broken = new FakeScreen(new IOException("No space left on device"));
    assertEquals(ExitCode.FAILURE, checksum(broken, (file, read) -> DIGEST, 2).run());
    assertEquals(List.of("checksum: standard output: No space left on device"), broken.errLines());
  }

  @Test
  void itsOwnOutputIsRefused() throws Exception {
    makeFiles(3);
    Options options = Options.parse(dir.toString());
    OwnOutput own = OwnOutput.of(dir.resolve("2"));
    Checksum checksum = new Checksum(options, (file, read) -> DIGEST, fake.screen, own);
    assertEquals(ExitCode.FAILURE, checksum.run());
    assertEquals(2, fake.outLines().size());
    assertEquals(
        "checksum: " + dir.resolve("2") + ": Input file is output file", fake.errLines().get(0));
  }

  @Test
  void theProgressBarIsGoneInTheEnd() throws Exception {
    makeFiles(3);
    FakeScreen terminal = new FakeScreen(new Terminal(true, true));
    assertEquals(ExitCode.OK, checksum(terminal, (file, read) -> DIGEST, 2).run());
    String last = terminal.errLines().getLast();
    assertTrue(last.contains("checksum: 3 files, 0.0 MB in "), terminal.err());
    assertFalse(last.contains("running"), terminal.err());
  }

  private void makeFiles(int n) throws IOException {
    for (int i = 0; i < n; i++) {
      Files.createFile(dir.resolve(Integer.toString(i)));
    }
  }

  private Checksum checksum(FakeScreen on, Hasher hasher, int capacity) throws UsageException {
    Options options = Options.parse("--capacity=" + capacity, dir.toString());
    return new Checksum(options, hasher, on.screen, OwnOutput.NONE);
  }

  private static void interrupt(Checksum checksum) {
    try {
      checksum.interrupt();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("fewer tasks than the capacity ran at once", e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
