package io.gopool.examples.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static final String WIPE = "\r\u001b[K";
  private static final String BAR = "\u001b[?7l" + WIPE + "bar\u001b[?7h";

  @Test
  void withoutATerminalThereIsNoStatusLine() throws IOException {
    FakeScreen fake = new FakeScreen();
    fake.screen.status("bar");
    write(fake, "a\n");
    fake.screen.say("message");
    assertEquals("a\n", fake.out.toString(StandardCharsets.US_ASCII));
    assertEquals("message\n", fake.err());
  }

  @Test
  void linesAndMessagesGoAboveTheStatusLine() throws IOException {
    FakeScreen fake = new FakeScreen(new Terminal(true, true));
    fake.screen.status("bar");
    write(fake, "a\n");
    fake.screen.say("message");
    assertEquals(BAR + WIPE + "a\n" + BAR + WIPE + "message\n" + BAR, fake.err());
  }

  @Test
  void linesLeaveItAloneWhenTheyGoElsewhere() throws IOException {
    FakeScreen fake = new FakeScreen(new Terminal(false, true));
    fake.screen.status("bar");
    write(fake, "a\n");
    assertEquals(BAR + "a\n", fake.err());
  }

  @Test
  void anEmptyStatusRemovesIt() {
    FakeScreen fake = new FakeScreen(new Terminal(true, true));
    fake.screen.status("bar");
    fake.screen.status("");
    fake.screen.say("message");
    assertEquals(BAR + WIPE + "message\n", fake.err());
  }

  private static void write(FakeScreen fake, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    fake.screen.write(bytes, bytes.length);
  }
}
