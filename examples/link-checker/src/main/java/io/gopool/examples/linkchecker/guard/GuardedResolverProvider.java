package io.gopool.examples.linkchecker.guard;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * Found by the JDK through {@code META-INF/services}: puts {@link GuardedResolver} in its place.
 */
public final class GuardedResolverProvider extends InetAddressResolverProvider {

  /** For the service loader. */
  public GuardedResolverProvider() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new GuardedResolver(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "link-checker";
  }
}
