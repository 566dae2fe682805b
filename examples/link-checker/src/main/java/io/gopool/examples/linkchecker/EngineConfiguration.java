package io.gopool.examples.linkchecker;

import io.gopool.WorkerPool;
import io.gopool.examples.linkchecker.check.CheckService;
import io.gopool.examples.linkchecker.check.CheckSettings;
import io.gopool.examples.linkchecker.check.Engine;
import io.gopool.examples.linkchecker.check.HostLimit;
import io.gopool.examples.linkchecker.fetch.Fetcher;
import io.gopool.examples.linkchecker.guard.AddressRule;
import io.gopool.examples.linkchecker.guard.Lookups;
import io.gopool.examples.linkchecker.guard.PublicAddresses;
import io.gopool.examples.linkchecker.guard.ResolutionGuard;
import io.gopool.examples.linkchecker.guard.TargetPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.Locale;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From the settings to a {@link CheckService}. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

  @Bean
  AddressRule addressRule(LinkCheckerProperties properties) {
    return properties.allowPrivate() ? AddressRule.ANY : new PublicAddresses();
  }

  @Bean
  ResolutionGuard resolutionGuard(
      AddressRule rule,
      ObjectProvider<InetAddressResolver> upstream,
      LinkCheckerProperties properties) {
    // As many as there are exchanges: they wait for one another only where some have no answer.
    Lookups lookups = new Lookups(properties.exchanges(), properties.timeout());
    return ResolutionGuard.install(rule, ownNames(), upstream.getIfAvailable(), lookups);
  }

  /** With private addresses allowed these names are as good as any other. */
  @Bean
  TargetPolicy targetPolicy(AddressRule rule, LinkCheckerProperties properties) {
    return new TargetPolicy(rule, properties.allowPrivate() ? Set.of() : ownNames());
  }

  private static Set<String> ownNames() {
    try {
      String machine = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      return Set.of("localhost").contains(machine) ? Set.of(machine) : Set.of("localhost", machine);
    } catch (UnknownHostException e) {
      return Set.of("localhost");
    }
  }

  @Bean
  Fetcher fetcher(ResolutionGuard guard, LinkCheckerProperties properties) {
    return new Fetcher(guard, properties.timeout(), properties.userAgent());
  }

  @Bean
  CheckService checkService(
      @Qualifier("checks") WorkerPool checks,
      HostLimit hosts,
      Fetcher fetcher,
      TargetPolicy policy,
      LinkCheckerProperties properties) {
    CheckSettings settings =
        new CheckSettings(
            properties.maxLinks(),
            Math.toIntExact(properties.maxBody().toBytes()),
            properties.maxRedirects(),
            properties.attempts(),
            properties.retryDelay(),
            properties.maxRetryDelay());
    return new CheckService(checks, new Engine(hosts, fetcher, policy, settings));
  }
}
