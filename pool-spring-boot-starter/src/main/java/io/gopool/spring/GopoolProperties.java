package io.gopool.spring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says of its pools. An unknown name below {@code gopool} fails the start: it
 * is a setting without effect.
 *
 * @param pools Pools by name. Each becomes a WorkerPool bean of that name.
 * @param defaultPool Pool that is used where none is named. May be left out with a single pool.
 * @param applicationTaskExecutor Whether the default pool becomes Boot's applicationTaskExecutor,
 *     for @Async, MVC async, WebFlux blocking execution, websocket and bootstrap.
 * @param contextPropagation Whether tasks see the context of their submitter: MDC, observation and
 *     whatever has a ThreadLocalAccessor. Needs io.micrometer:context-propagation.
 * @param web Tomcat's request handling.
 * @param scheduler The G-P-M scheduler of virtual threads.
 * @param metrics The meters.
 * @param health The health contributor.
 */
@ConfigurationProperties(prefix = GopoolProperties.PREFIX, ignoreUnknownFields = false)
public record GopoolProperties(
    Map<String, PoolProperties> pools,
    @Nullable String defaultPool,
    @DefaultValue("false") boolean applicationTaskExecutor,
    @DefaultValue("false") boolean contextPropagation,
    @DefaultValue @NestedConfigurationProperty WebProperties web,
    @DefaultValue @NestedConfigurationProperty SchedulerProperties scheduler,
    @DefaultValue @NestedConfigurationProperty MetricsProperties metrics,
    @DefaultValue @NestedConfigurationProperty HealthProperties health) {

  /** Where the settings begin. */
  public static final String PREFIX = "gopool";

  /** Keeps the order of the pools. */
  @SuppressWarnings("NullAway") // the binder passes null where nothing is set
  public GopoolProperties {
    pools = pools == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }

  /** Returns the names of the pools, in the order of their declaration. */
  public Set<String> names() {
    return pools.keySet();
  }

  /**
   * Returns the settings of a pool.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public PoolProperties pool(String name) {
    PoolProperties pool = pools.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(DefaultWorkerPools.unknown(name, names()));
    }
    return pool;
  }

  /** Returns the name of the default pool; null if there is none or it is not clear which. */
  public @Nullable String resolveDefaultPool() {
    if (defaultPool != null) {
      return defaultPool;
    }
    return pools.size() == 1 ? pools.keySet().iterator().next() : null;
  }

  /** Returns the name of the pool for requests; null if none is named and there is no default. */
  public @Nullable String resolveWebPool() {
    return web.pool() != null ? web.pool() : resolveDefaultPool();
  }

  /** Returns the name of a property of a pool, as it is written in a file. */
  public static String poolProperty(String pool, String property) {
    return poolPrefix(pool) + "." + property;
  }

  /** Returns what the names of all properties of a pool begin with. */
  static String poolPrefix(String pool) {
    boolean plain =
        pool.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_".indexOf(c) >= 0);
    return PREFIX + ".pools" + (plain ? "." + pool : "[" + pool + "]");
  }
}
