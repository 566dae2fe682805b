package io.gopool.examples.linkchecker.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of addresses, as {@code 10.0.0.0/8}.
 *
 * @param address its first address, 4 or 16 bytes
 * @param bits how many leading bits are fixed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record Network(byte[] address, int bits) {

  /** Reads a literal; the part before the slash must be an address, not a name. */
  static Network of(String text) {
    int slash = text.indexOf('/');
    try {
      byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
      return new Network(address, Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("a network is ADDRESS/BITS, was " + text, e);
    }
  }

  /** Returns whether {@code other} lies in it; an address of the other family does not. */
  boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (other[i] != address[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    int mask = 0xff << (8 - rest) & 0xff;
    return rest == 0 || (other[whole] & mask) == (address[whole] & mask);
  }
}
