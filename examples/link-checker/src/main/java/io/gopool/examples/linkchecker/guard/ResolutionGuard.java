package io.gopool.examples.linkchecker.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of each name's addresses those that must not be connected to.
 *
 * <p><b>Why here.</b> "Resolve the name, look at the address, then have the HTTP client connect"
 * resolves twice: once for the look, once for the connection. A name server that is asked with a
 * lifetime of zero may say 203.0.114.7 first and 127.0.0.1 then (DNS rebinding). The address that
 * is judged must be the very one that is connected to. {@code HttpClient} takes no address beside
 * the name, and with https the name must stay in the URL, or the certificate does not match. But
 * its way to an address leads through {@link InetAddress}, once per connection ({@code
 * PlainHttpConnection.connectAsync} connects to the {@code InetSocketAddress} it resolved), and
 * that leads through the JVM's one {@link InetAddressResolver}. What the resolver does not return,
 * nobody in this JVM can connect to by name. A kept-alive connection goes on to the address that
 * was judged when it was opened. The JDK's cache keeps what came out of here, not what went in.
 *
 * <p>Addresses in numbers do not come by here: {@link TargetPolicy} judges those. Nor is there a
 * proxy, which would resolve by itself: the fetcher sets none.
 *
 * <p><b>Own names.</b> The service itself, its tests and the JDK resolve {@code localhost} and the
 * name of the machine. Those are let through as they are, spelled exactly so, and {@code
 * TargetPolicy} refuses them in every spelling.
 *
 * <p><b>It cannot be missing without notice.</b> The JDK takes the provider at the first lookup,
 * from the context class loader of that thread, and none at all with {@code jdk.net.hosts.file}. So
 * {@link #install} does a lookup that must be refused, and throws if it is not.
 *
 * <p>There is one resolver in a JVM, and so one guard.
 */
public final class ResolutionGuard implements AutoCloseable {

  /** What a refused lookup says. */
  static final String REFUSED = "has no public address";

  /** Never an address: names under .invalid do not exist (RFC 2606). */
  private static final String CANARY = ".canary.link-checker.invalid";

  private static final AtomicInteger CANARIES = new AtomicInteger();
  private static final int MOST_REMEMBERED = 10_000;

  private static final AtomicReference<@Nullable ResolutionGuard> INSTALLED =
      new AtomicReference<>();

  /**
   * Names that had addresses when they were last looked up, but none that was let through. Of the
   * JVM, as is its cache of lookups, which keeps that they failed but not why.
   */
  private static final Cache<String, Boolean> REFUSALS =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  /** Names that had no answer in time when they were last looked up, with what there is to say. */
  private static final Cache<String, String> OVERDUE =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  private final AddressRule rule;
  private final Set<String> ownNames;
  private final @Nullable InetAddressResolver given;
  private final Lookups lookups;

  private ResolutionGuard(
      AddressRule rule,
      Set<String> ownNames,
      @Nullable InetAddressResolver given,
      Lookups lookups) {
    this.rule = rule;
    this.ownNames = Set.copyOf(ownNames);
    this.given = given;
    this.lookups = lookups;
  }

  /**
   * Guards every lookup of this JVM until {@link #close}.
   *
   * @param rule the addresses that may be connected to
   * @param ownNames names, in lower case, that are resolved to whatever they mean
   * @param upstream who is asked; null asks the JVM's own resolver
   * @param lookups how names are looked up; closed with the guard
   * @throws IllegalStateException if there is another guard, or the JVM does not ask this one
   */
  public static ResolutionGuard install(
      AddressRule rule,
      Set<String> ownNames,
      @Nullable InetAddressResolver upstream,
      Lookups lookups) {
    ResolutionGuard guard = new ResolutionGuard(rule, ownNames, upstream, lookups);
    if (!INSTALLED.compareAndSet(null, guard)) {
      lookups.close();
      throw new IllegalStateException(
          "a JVM has one resolver and so one guard; close the application that runs already");
    }
    if (!isAsked()) {
      guard.close();
      throw new IllegalStateException(
          "the JVM does not ask the guard, so addresses would go unchecked; start it without"
              + " jdk.net.hosts.file, and make no lookup before main");
    }
    return guard;
  }

  /** A name of its own each time: the JDK remembers failed lookups, but not why they failed. */
  private static boolean isAsked() {
    try {
      InetAddress.getByName(CANARIES.incrementAndGet() + CANARY);
      return false;
    } catch (UnknownHostException e) {
      return String.valueOf(e.getMessage()).endsWith(REFUSED);
    }
  }

  static @Nullable ResolutionGuard installed() {
    return INSTALLED.get();
  }

  /** Returns the addresses of {@code host} that may be connected to, in the resolver's order. */
  List<InetAddress> filter(String host, LookupPolicy policy, InetAddressResolver builtin)
      throws UnknownHostException {
    if (host.endsWith(CANARY)) {
      return List.of();
    }
    REFUSALS.invalidate(host);
    OVERDUE.invalidate(host);
    List<InetAddress> all = lookup(host, policy, given != null ? given : builtin);
    if (ownNames.contains(host)) {
      return all;
    }
    List<InetAddress> allowed = all.stream().filter(rule::allows).toList();
    if (allowed.isEmpty() && !all.isEmpty()) {
      REFUSALS.put(host, true);
    }
    return allowed;
  }

  /** As RFC 6761 says of the names below localhost and invalid; not every C library knows that. */
  private List<InetAddress> lookup(String host, LookupPolicy policy, InetAddressResolver source)
      throws UnknownHostException {
    if (host.endsWith(".localhost")) {
      return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    }
    if (host.endsWith(".invalid")) {
      throw new UnknownHostException(host);
    }
    try {
      return lookups.lookup(host, policy, source);
    } catch (Lookups.OverdueException e) {
      OVERDUE.put(host, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * Returns whether a name had addresses, but none that may be connected to: why a connection
   * failed, after it has failed. Nothing is decided by it. It asks nobody, since there may be no
   * time left.
   */
  public boolean refuses(String host) {
    return REFUSALS.getIfPresent(host) != null;
  }

  /**
   * Returns what there is to say of a name that had no answer in time, likewise; null if it had.
   */
  public @Nullable String overdue(String host) {
    return OVERDUE.getIfPresent(host);
  }

  /** Ends it: the JVM resolves as ever. */
  @Override
  public void close() {
    INSTALLED.compareAndSet(this, null);
    lookups.close();
  }
}
