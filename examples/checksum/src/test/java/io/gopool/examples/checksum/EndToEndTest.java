package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole program over a real tree, checked by a second computation and by sha256sum. */
@Timeout(120)
class EndToEndTest {

  private static final int FILES = 400;

  private final FakeScreen fake = new FakeScreen();

  @TempDir Path temp;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = temp.resolve("tree");
    Random random = new Random(42);
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[i % 50 == 0 ? 200_000 + i : random.nextInt(5_000)];
      random.nextBytes(content);
      Path folder = Files.createDirectories(tree.resolve("d" + i % 7 + "/e" + i % 5));
      Files.write(folder.resolve("file " + i), content);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, virtual", "1, platform", "16, virtual", "16, platform", "1000, virtual"})
  void hashesEachFileOnce(String capacity, String threads) throws Exception {
    assertEquals(
        ExitCode.OK,
        run("--capacity", capacity, "--threads", threads, tree.toString()),
        fake.err());
    assertEquals(FILES, fake.outLines().size());
    assertEquals(expected(), digests());
    assertTrue(fake.err().startsWith("checksum: 400 files, "), fake.err());
  }

  @Test
  void aMissingPathIsReportedAndTheOthersAreDone() throws Exception {
    String missing = temp.resolve("missing").toString();
    assertEquals(ExitCode.USAGE, run(missing, tree.toString()));
    assertEquals(expected(), digests());
    assertEquals("checksum: " + missing + ": No such file or directory", fake.errLines().get(0));
  }

  @Test
  void anEmptyFolderIsFine() throws Exception {
    assertEquals(ExitCode.OK, run(Files.createDirectory(temp.resolve("empty")).toString()));
    assertEquals(List.of(), fake.outLines());
  }

  @Test
  void wrongUsageIsExplained() {
    assertEquals(ExitCode.USAGE, run("--no-such-option"));
    assertEquals(
        List.of(
            "checksum: unknown option --no-such-option",
            "Try 'checksum --help' for more information."),
        fake.errLines());
    assertEquals(List.of(), fake.outLines());
  }

  @Test
  void helpGoesToStandardOutput() {
    assertEquals(ExitCode.OK, run("--help"));
    assertEquals(Options.USAGE.lines().toList(), fake.outLines());
    assertEquals("", fake.err());
  }

  @Test
  void sha256sumPrintsTheSameForNamesThatNeedEscapes() throws Exception {
    List<String> command = new ArrayList<>(List.of("sha256sum"));
    for (String name : List.of("back\\slash", "line\nfeed", "return\r", "sp ace", "*")) {
      Path file = Files.writeString(tree.resolve(name), name);
      assertEquals(ExitCode.OK, run(file.toString()));
      command.add(file.toString());
    }
    Path expected = temp.resolve("expected");
    assertEquals(0, exitCode(new ProcessBuilder(command).redirectOutput(expected.toFile())));
    assertArrayEquals(Files.readAllBytes(expected), fake.out.toByteArray());
  }

  @Test
  void sha256sumAcceptsTheOutput() throws Exception {
    Files.writeString(tree.resolve("line\nfeed and back\\slash"), "x");
    // As URIs, because under LC_ALL=C no string can name these files.
    Files.writeString(Path.of(URI.create(tree.toUri() + "na%EFve")), "a name in Latin-1");
    Files.writeString(Path.of(URI.create(tree.toUri() + "na%C3%AFve")), "a name in UTF-8");
    assertEquals(ExitCode.OK, run(tree.toString()));
    Path sums = Files.write(temp.resolve("sums"), fake.out.toByteArray());
    Path said = temp.resolve("said");
    ProcessBuilder check =
        new ProcessBuilder("sha256sum", "--check", "--strict", sums.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    String text = exitCode(check) + "\n" + Files.readString(said, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("0\n"), text);
    assertEquals(FILES + 3, text.lines().filter(line -> line.endsWith(": OK")).count());
  }

  @Test
  void theExitCodeReachesTheShell() throws Exception {
    assertEquals(0, exitCode(program(tree.toString())));
    assertEquals(2, exitCode(program(temp.resolve("missing").toString())));
    assertEquals(2, exitCode(program("--capacity=0")));
  }

  private int run(String... args) {
    return Main.run(args, fake.screen, OwnOutput.NONE, checksum -> {});
  }

  private static ProcessBuilder program(String arg) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            arg)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD);
  }

  private static int exitCode(ProcessBuilder program) throws Exception {
    Process process = program.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "still running: " + program.command());
    return process.exitValue();
  }

  private SortedMap<String, String> digests() {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String line : fake.outLines()) {
      assertEquals("  ", line.substring(64, 66), line);
      digests.put(line.substring(66), line.substring(0, 64));
    }
    return digests;
  }

  private SortedMap<String, String> expected() throws Exception {
    SortedMap<String, String> digests = new TreeMap<>();
    try (var files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        digests.put(file.toString(), HexFormat.of().formatHex(digest));
      }
    }
    return digests;
  }
}
