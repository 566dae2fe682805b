package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With and without the flag, on the class path and as a module, each in a JVM of its own. */
class SupportTest {

  private static final List<String> SUPPORTED =
      List.of("supported: true", "ran on: true", "sockets: true");

  @TempDir Path dir;

  @Test
  void supportedHere() {
    assertTrue(GpmScheduler.isSupported());
    assertEquals(Optional.empty(), GpmScheduler.unsupportedReason());
  }

  @Test
  void withoutTheFlagItSaysWordForWordWhatToAdd() throws Exception {
    assertEquals(
        refused(
            "add --add-opens java.base/java.lang=ALL-UNNAMED to the java command, or 'Add-Opens:"
                + " java.base/java.lang' to the manifest of an executable jar"),
        onClassPath());
  }

  @Test
  void theFlagThatItAsksForIsEnough() throws Exception {
    assertEquals(SUPPORTED, onClassPath(Unsupported.FLAG.split(" ")));
  }

  @Test
  void onTheModulePathTheFlagNamesTheModule() throws Exception {
    assertEquals(
        refused("add --add-opens java.base/java.lang=io.gopool.impl to the java command"),
        onModulePath());
    assertEquals(SUPPORTED, onModulePath("--add-opens", "java.base/java.lang=io.gopool.impl"));
  }

  /** There every virtual thread is a platform thread. */
  @Test
  void aJvmWithoutContinuationsIsUnsupportedWithTheReason() throws Exception {
    assertEquals(
        refusedFor(Unsupported.changed(new UnsupportedOperationException())),
        onClassPath(
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:-VMContinuations"));
  }

  private static List<String> refused(String whatToAdd) {
    return refusedFor("java.lang is not open to the G-P-M scheduler; " + whatToAdd);
  }

  private static List<String> refusedFor(String reason) {
    return List.of(
        "supported: false",
        "reason: " + reason,
        "build: true",
        "shared: true",
        "pool: true",
        "blocking: 1",
        "plain pool: done");
  }

  @Test
  void aJdkThatChangedIsUnsupportedWithTheReason() {
    String reason = Unsupported.changed(new NoSuchMethodException("newVirtualThread"));
    assertTrue(reason.startsWith("JDK " + Runtime.version() + " does not work as"), reason);
    assertTrue(reason.contains("NoSuchMethodException: newVirtualThread"), reason);
    assertTrue(reason.contains("use the JDK's scheduler"), reason);
  }

  private static List<String> onClassPath(String... flags) throws Exception {
    return java(flags, "-cp", System.getProperty("java.class.path"), Child.class.getName());
  }

  /** The jars as the build makes them; the child is in one of them, as its package is. */
  private List<String> onModulePath(String... flags) throws Exception {
    jar("io.gopool.api", GpmScheduler.class);
    jar("io.gopool.impl", Unsupported.class, Child.class, Sockets.class);
    return java(flags, "-p", dir.toString(), "-m", "io.gopool.impl/" + Child.class.getName());
  }

  /** With all classes that come from where the first does, and the others. */
  private void jar(String module, Class<?> first, Class<?>... others) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", module);
    Path root = rootOf(first);
    Path jar = dir.resolve(module + ".jar");
    if (Files.isRegularFile(root)) { // the build has made it already
      Files.copy(root, jar, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        add(out, root, file);
      }
      for (Class<?> other : others) {
        Path tests = rootOf(other);
        add(out, tests, tests.resolve(other.getName().replace('.', '/') + ".class"));
      }
    }
  }

  private static void add(JarOutputStream out, Path root, Path file) throws IOException {
    out.putNextEntry(new JarEntry(root.relativize(file).toString()));
    Files.copy(file, out);
  }

  private static Path rootOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<String> java(String[] flags, String... what) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of(what));
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
