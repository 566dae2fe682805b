package io.gopool.examples.linkchecker.guard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Allows what the public Internet routes: all but IANA's special-purpose registries for IPv4, and
 * of IPv6 the global unicast range 2000::/3 but for its special parts.
 *
 * <p>An IPv6 address can carry an IPv4 one, and then that one is judged: IPv4-mapped (the JDK turns
 * {@code ::ffff:a.b.c.d} into an IPv4 address itself), 6to4 ({@code 2002:AABB:CCDD::/48}) and NAT64
 * ({@code 64:ff9b::/96}, which on a network without IPv4 stands for each site of the old Internet).
 * Others that carry one (IPv4-compatible, Teredo, local NAT64) are refused as a whole.
 */
public final class PublicAddresses implements AddressRule {

  private static final List<Network> SPECIAL =
      Stream.of(
              "0.0.0.0/8", // this host; Linux connects to loopback
              "10.0.0.0/8",
              "100.64.0.0/10", // carrier-grade NAT; metadata services of some clouds
              "127.0.0.0/8",
              "169.254.0.0/16", // link-local; metadata services of most clouds
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, broadcast
              "2001::/23", // protocol assignments, Teredo among them
              "2001:db8::/32",
              "3fff::/20")
          .map(Network::of)
          .toList();

  private static final Network GLOBAL_UNICAST = Network.of("2000::/3");
  private static final Network SIX_TO_FOUR = Network.of("2002::/16");
  private static final Network NAT64 = Network.of("64:ff9b::/96");

  @Override
  public boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (SPECIAL.stream().anyMatch(network -> network.contains(bytes))) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return true;
    }
    if (SIX_TO_FOUR.contains(bytes)) {
      return allows(embedded(bytes, 2));
    }
    if (NAT64.contains(bytes)) {
      return allows(embedded(bytes, 12));
    }
    return GLOBAL_UNICAST.contains(bytes);
  }

  private static InetAddress embedded(byte[] bytes, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // four bytes always are an address
    }
  }
}
