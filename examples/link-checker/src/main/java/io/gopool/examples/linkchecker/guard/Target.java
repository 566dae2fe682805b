package io.gopool.examples.linkchecker.guard;

import java.net.URI;

/**
 * A URL that passed {@link TargetPolicy}.
 *
 * @param uri http or https, with a host, without user information and fragment
 * @param host its host in lower case, without a final dot: the key of the limit per host
 */
public record Target(URI uri, String host) {

  Target(URI uri) {
    this(uri, TargetPolicy.normalHost(uri.getHost()));
  }
}
