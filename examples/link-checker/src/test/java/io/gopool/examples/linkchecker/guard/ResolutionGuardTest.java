package io.gopool.examples.linkchecker.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Through the JDK's own lookups: what they return is what can be connected to. */
@SuppressWarnings(
    "AddressSelection") // a client that takes a single address must be guarded as well
class ResolutionGuardTest {

  private static ResolutionGuard install(FakeDns dns) {
    return ResolutionGuard.install(new PublicAddresses(), Set.of("localhost"), dns);
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
}
