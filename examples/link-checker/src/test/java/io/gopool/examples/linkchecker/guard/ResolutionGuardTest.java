package io.gopool.examples.linkchecker.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Through the JDK's own lookups: what they return is what can be connected to. */
@SuppressWarnings(
    "AddressSelection") // a client that takes a single address must be guarded as well
class ResolutionGuardTest {

  private static ResolutionGuard install(FakeDns dns) {
    return install(dns, new Lookups(4, Duration.ofSeconds(60)));
  }

  private static ResolutionGuard install(InetAddressResolver dns, Lookups lookups) {
    return ResolutionGuard.install(new PublicAddresses(), Set.of("localhost"), dns, lookups);
  }

  @Test
  void aNameWithAPrivateAddressHasNone() {
    FakeDns dns = new FakeDns().answer("inside.test", "10.0.0.1").answer("six.test", "fd00::1");
    try (ResolutionGuard guard = install(dns)) {
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("inside.test"));
      assertTrue(new InetSocketAddress("six.test", 80).isUnresolved());
      assertTrue(guard.refuses("inside.test"));
      assertFalse(guard.refuses("unknown.test"));
    }
  }

  @Test
  void ofSeveralAddressesThePublicOnesStay() throws UnknownHostException {
    FakeDns dns = new FakeDns().answer("mixed.test", "127.0.0.1", "8.8.8.8", "::1");
    try (ResolutionGuard guard = install(dns)) {
      InetAddress[] addresses = InetAddress.getAllByName("mixed.test");
      assertEquals(1, addresses.length);
      assertEquals("8.8.8.8", addresses[0].getHostAddress());
      assertFalse(guard.refuses("mixed.test"));
    }
  }

  @Test
  void anAnswerThatChangesIsJudgedEachTime() throws UnknownHostException {
    FakeDns dns =
        new FakeDns()
            .answer("guarded-flip.test", "8.8.8.8")
            .answer("guarded-flip.test", "127.0.0.1");
    try (ResolutionGuard guard = install(dns)) {
      assertEquals("8.8.8.8", InetAddress.getByName("guarded-flip.test").getHostAddress());
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("guarded-flip.test"));
      assertTrue(guard.refuses("guarded-flip.test"));
    }
  }

  @Test
  void whyANameWasRefusedIsKnownWithoutAskingAgain() throws UnknownHostException {
    FakeDns dns = new FakeDns().answer("once.test", "10.0.0.1").answer("once.test", "8.8.8.8");
    try (ResolutionGuard guard = install(dns)) {
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("once.test"));
      assertTrue(guard.refuses("once.test"));
      assertEquals(1, guard.filter("once.test", LookupPolicy.of(LookupPolicy.IPV4), dns).size());
      assertFalse(guard.refuses("once.test"));
    }
  }

  @Test
  void namesBelowLocalhostAreLoopbackAndSoRefused() {
    try (ResolutionGuard guard = install(new FakeDns())) {
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("a.localhost"));
      assertTrue(guard.refuses("a.localhost"));
    }
  }

  @Test
  void ownNamesAreLetThroughAndNoOtherSpelling() throws UnknownHostException {
    FakeDns dns = new FakeDns().answer("localhost", "127.0.0.1").answer("localhost.", "127.0.0.1");
    try (ResolutionGuard guard = install(dns)) {
      assertTrue(InetAddress.getByName("localhost").isLoopbackAddress());
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("localhost."));
      assertFalse(guard.refuses("localhost"));
    }
  }

  @Test
  void withoutAGuardTheJvmResolvesAsEver() throws UnknownHostException {
    install(new FakeDns()).close();
    assertTrue(InetAddress.getByName("localhost").isLoopbackAddress());
  }

  @Test
  void thereIsOneAtATime() {
    try (ResolutionGuard guard = install(new FakeDns())) {
      assertThrows(IllegalStateException.class, () -> install(new FakeDns()));
      assertFalse(guard.refuses("unknown.test"));
    }
    install(new FakeDns()).close();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLookupWithoutAnAnswerIsGivenUpInTime() throws InterruptedException {
    SilentDns dns = new SilentDns();
    try (ResolutionGuard guard = install(dns, new Lookups(1, Duration.ofMillis(50)))) {
      String silent = overdueOfOneThatHasBegun(guard);
      dns.asked().acquire();
      assertTrue(silent.matches("no address of silent\\d+\\.test within 50 ms"), silent);

      assertThrows(UnknownHostException.class, () -> InetAddress.getByName("behind.test"));
      assertEquals(
          "no address of behind.test within 50 ms, not even asked for: 1 lookups have no answer"
              + " yet",
          guard.overdue("behind.test"));
      assertFalse(dns.asked().tryAcquire());
      assertFalse(guard.refuses("behind.test"));
    } finally {
      dns.answer();
    }
  }

  /** Where threads start slowly some are given up before they have begun. */
  private static String overdueOfOneThatHasBegun(ResolutionGuard guard) {
    for (int i = 0; ; i++) {
      String name = "silent" + i + ".test";
      assertThrows(UnknownHostException.class, () -> InetAddress.getByName(name));
      String overdue = String.valueOf(guard.overdue(name));
      if (!overdue.contains("not even asked for")) {
        return overdue;
      }
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLookupThatEndsGivesItsThreadBack() throws Exception {
    SilentDns dns = new SilentDns();
    try (ResolutionGuard guard = install(dns, new Lookups(1, Duration.ofSeconds(50)))) {
      FutureTask<InetAddress> first = ask("first.test");
      dns.asked().acquire();
      FutureTask<InetAddress> second = ask("second.test");
      dns.answer();
      assertEquals("8.8.8.8", first.get().getHostAddress());
      assertEquals("8.8.8.8", second.get().getHostAddress());
      assertNull(guard.overdue("second.test"));
    } finally {
      dns.answer();
    }
  }

  /** The JVM would tell others that the name is unknown. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anInterruptDoesNotMakeANameUnknown() throws Exception {
    SilentDns dns = new SilentDns();
    try (ResolutionGuard guard = install(dns, new Lookups(1, Duration.ofSeconds(50)))) {
      FutureTask<Boolean> interrupted =
          new FutureTask<>(
              () -> {
                InetAddress unused = InetAddress.getByName("interrupted.test");
                return Thread.interrupted();
              });
      Thread asks = Thread.ofPlatform().start(interrupted);
      dns.asked().acquire();
      asks.interrupt();
      dns.answer();
      assertTrue(interrupted.get(), "kept");
      assertNull(guard.overdue("interrupted.test"));
    } finally {
      dns.answer();
    }
  }

  private static FutureTask<InetAddress> ask(String host) {
    FutureTask<InetAddress> task = new FutureTask<>(() -> InetAddress.getByName(host));
    Thread.ofPlatform().start(task);
    return task;
  }
}
