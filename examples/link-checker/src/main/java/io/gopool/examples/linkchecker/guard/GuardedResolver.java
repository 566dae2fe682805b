package io.gopool.examples.linkchecker.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.List;
import java.util.stream.Stream;

/** The JVM's resolver, with answers that {@link ResolutionGuard} refuses left out. */
final class GuardedResolver implements InetAddressResolver {

  private final InetAddressResolver builtin;

  GuardedResolver(InetAddressResolver builtin) {
    this.builtin = builtin;
  }

  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    ResolutionGuard guard = ResolutionGuard.installed();
    if (guard == null) {
      return builtin.lookupByName(host, policy);
    }
    List<InetAddress> allowed = guard.filter(host, policy, builtin);
    if (allowed.isEmpty()) {
      throw new UnknownHostException(host + ": " + ResolutionGuard.REFUSED);
    }
    return allowed.stream();
  }

  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    return builtin.lookupByAddress(address);
  }
}
