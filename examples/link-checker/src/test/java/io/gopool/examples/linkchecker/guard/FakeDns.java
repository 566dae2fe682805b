package io.gopool.examples.linkchecker.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Names with answers that change: each question gets the next one, and the last one for ever. */
public final class FakeDns implements InetAddressResolver {

  private final Map<String, Deque<List<String>>> answers = new ConcurrentHashMap<>();

  /** Adds an answer to what is said of a name. */
  public FakeDns answer(String name, String... addresses) {
    answers.computeIfAbsent(name, n -> new ArrayDeque<>()).add(List.of(addresses));
    return this;
  }

  @Override
  public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
      throws UnknownHostException {
    Deque<List<String>> left = answers.get(host);
    if (left == null) {
      throw new UnknownHostException(host);
    }
    Stream.Builder<InetAddress> found = Stream.builder();
    synchronized (left) {
      for (String address : left.size() > 1 ? left.remove() : left.element()) {
        found.add(InetAddress.getByAddress(host, InetAddress.getByName(address).getAddress()));
      }
    }
    return found.build();
  }

  @Override
  public String lookupByAddress(byte[] address) throws UnknownHostException {
    throw new UnknownHostException("not needed");
  }
}
