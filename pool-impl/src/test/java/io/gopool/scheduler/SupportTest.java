package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With and without the flag, each in a JVM of its own. */
class SupportTest {

  @Test
  void supportedHere() {
    assertTrue(GpmScheduler.isSupported());
    assertEquals(Optional.empty(), GpmScheduler.unsupportedReason());
  }

  @Test
  void withoutTheFlagItSaysWordForWordWhatToAdd() throws Exception {
    List<String> said = run(List.of());
    assertEquals(
        List.of(
            "supported: false",
            "reason: java.lang is not open to the G-P-M scheduler; add --add-opens"
                + " java.base/java.lang=ALL-UNNAMED to the java command, or 'Add-Opens:"
                + " java.base/java.lang' to the manifest of an executable jar",
            "build: true",
            "shared: true",
            "pool: true",
            "blocking: 1",
            "plain pool: done"),
        said);
  }

  @Test
  void theFlagThatItAsksForIsEnough() throws Exception {
    List<String> said = run(List.of(Unsupported.FLAG.split(" ")));
    assertEquals(List.of("supported: true", "ran on: true", "sockets: true"), said);
  }

  @Test
  void aJdkThatChangedIsUnsupportedWithTheReason() {
    String reason = Unsupported.changed(new NoSuchMethodException("newVirtualThread"));
    assertTrue(reason.contains(Runtime.version().toString()), reason);
    assertTrue(reason.contains("NoSuchMethodException: newVirtualThread"), reason);
    assertTrue(reason.contains("use the JDK's scheduler"), reason);
  }

  private static List<String> run(List<String> flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SchedulerFixture.PATIENCE_SECONDS, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
    return said.lines().toList();
  }

  /** What the other JVM runs. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      System.out.println("supported: " + GpmScheduler.isSupported());
      if (GpmScheduler.isSupported()) {
        firstSocketOfTheJvmOnAGoroutine();
      } else {
        everythingIsRefused();
      }
    }

    private static void everythingIsRefused() throws Exception {
      String reason = GpmScheduler.unsupportedReason().orElseThrow();
      System.out.println("reason: " + reason);
      System.out.println("build: " + refused(() -> GpmScheduler.builder("x").build(), reason));
      System.out.println("shared: " + refused(GpmScheduler::shared, reason));
      System.out.println(
          "pool: " + refused(() -> WorkerThreads.gpm(GpmScheduler.shared()), reason));
      System.out.println("blocking: " + GpmScheduler.blocking(() -> 1));
      try (WorkerPool pool = WorkerPool.builder("plain").capacity(1).build()) {
        System.out.println("plain pool: " + pool.submit(() -> "done").get());
      }
    }

    private static boolean refused(Runnable action, String reason) {
      try {
        action.run();
        return false;
      } catch (UnsupportedOperationException e) {
        return reason.equals(e.getMessage());
      }
    }

    /** The JDK's pollers must not inherit the scheduler, which is then closed. */
    private static void firstSocketOfTheJvmOnAGoroutine() throws Exception {
      Thread[] carrier = new Thread[1];
      try (GpmScheduler s = GpmScheduler.builder("first").build()) {
        Thread thread =
            s.threadFactory()
                .newThread(
                    () -> {
                      Sockets.echo();
                      carrier[0] = Continuations.currentCarrier();
                    });
        thread.start();
        thread.join();
      }
      System.out.println("ran on: " + (carrier[0] instanceof Machine));
      boolean[] echoed = new boolean[1];
      Thread plain = Thread.startVirtualThread(() -> echoed[0] = Sockets.echo());
      plain.join();
      System.out.println("sockets: " + echoed[0]);
    }
  }
}
