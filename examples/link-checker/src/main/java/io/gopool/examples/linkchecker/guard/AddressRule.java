package io.gopool.examples.linkchecker.guard;

import java.net.InetAddress;

/** Which addresses may be connected to. Thread-safe, and quick. */
@FunctionalInterface
public interface AddressRule {

  /** Every address: for a demo and for tests on one machine. */
  AddressRule ANY = address -> true;

  /** Returns whether a connection to {@code address} is allowed. */
  boolean allows(InetAddress address);
}
