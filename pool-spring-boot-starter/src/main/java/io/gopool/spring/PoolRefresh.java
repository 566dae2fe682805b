package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.spring.SchedulerConfiguration.OwnScheduler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/**
 * Takes over what changed in the environment: capacities of pools and the processors of the
 * scheduler, live. Of everything else it says that it needs a restart. If anything is wrong with
 * the new values none is taken over. Thread-safe.
 */
public final class PoolRefresh {

  private static final Log logger = LogFactory.getLog(PoolRefresh.class);
  private static final String WRONG =
      "The changed settings of the pools are wrong and were not taken over";

  private final Environment environment;
  private final ConfigurationCheck check;
  private final CapacityChanges capacities;
  private final ObjectProvider<OwnScheduler> ownScheduler;
  private final Supplier<@Nullable GpmScheduler> scheduler;
  private final Map<String, PoolProperties> pools; // the latest of each bean, guarded by this
  private GopoolProperties current; // guarded by this

  /**
   * Creates one.
   *
   * @param ownScheduler there if the scheduler is the application's, and the settings are none of
   *     it
   * @param scheduler null while nobody uses one
   */
  PoolRefresh(
      Environment environment,
      ConfigurationCheck check,
      GopoolProperties current,
      CapacityChanges capacities,
      ObjectProvider<OwnScheduler> ownScheduler,
      Supplier<@Nullable GpmScheduler> scheduler) {
    this.environment = environment;
    this.check = check;
    this.pools = new LinkedHashMap<>(current.pools());
    this.current = current;
    this.capacities = capacities;
    this.ownScheduler = ownScheduler;
    this.scheduler = scheduler;
  }

  /**
   * Reads the properties anew. What is wrong is logged as an error and changes nothing.
   *
   * @return whether the values were taken over
   */
  public synchronized boolean refresh() {
    GopoolProperties next;
    try {
      next = read();
    } catch (InvalidGopoolConfigurationException e) {
      logger.error("%s. %s%n%n%s".formatted(WRONG, e.getMessage(), e.analysis().getAction()));
      return false;
    } catch (RuntimeException e) { // no number, say
      logger.error(WRONG, e);
      return false;
    }
    Set<String> restart = new TreeSet<>();
    boolean done = true;
    for (Map.Entry<String, PoolProperties> known : pools.entrySet()) {
      String pool = known.getKey();
      PoolProperties was = known.getValue();
      PoolProperties is = next.pools().get(pool);
      if (is == null) {
        restart.add(GopoolProperties.poolPrefix(pool));
        continue;
      }
      done &= apply(pool, was, is);
      if (!is.withCapacity(was.capacity()).equals(was)) {
        restart.add(GopoolProperties.poolPrefix(pool));
      }
    }
    next.names().stream()
        .filter(pool -> !pools.containsKey(pool))
        .forEach(pool -> restart.add(GopoolProperties.poolPrefix(pool)));
    done &= applyScheduler(current.scheduler(), next.scheduler(), restart);
    compareRest(current, next, restart);
    if (!restart.isEmpty()) {
      logger.warn(
          "Only capacities and the processors of a scheduler in use change live; a restart is"
              + " needed for "
              + String.join(", ", restart));
    }
    if (done) {
      pools.replaceAll((pool, was) -> next.pools().getOrDefault(pool, was));
      current = next;
    }
    return done;
  }

  /** As at the start: all of them are checked, before the first is taken over. */
  private GopoolProperties read() {
    GopoolProperties next = PropertiesBinding.bind(environment);
    check.check(next);
    ownScheduler.ifAvailable(own -> own.check(next.scheduler()));
    next.pools().forEach(this::checkBounds);
    return next;
  }

  private void checkBounds(String pool, PoolProperties p) {
    WorkerPool.Builder unused = PoolFactory.builder(new Setter(environment, pool), pool, p);
  }

  private boolean apply(String pool, PoolProperties was, PoolProperties is) {
    if (Objects.equals(was.capacity(), is.capacity()) || was.unbounded() || is.unbounded()) {
      return true;
    }
    int capacity = is.capacity() == null ? PoolProperties.DEFAULT_CAPACITY : is.capacity();
    String property = GopoolProperties.poolProperty(pool, "capacity");
    return attempt(property, capacity, (name, value) -> capacities.change(pool, value));
  }

  private boolean applyScheduler(
      SchedulerProperties was, SchedulerProperties is, Set<String> restart) {
    if (Objects.equals(was.processors(), is.processors())) {
      return true;
    }
    String property = GopoolProperties.PREFIX + ".scheduler.processors";
    GpmScheduler target = scheduler.get();
    if (target == null) {
      restart.add(property); // who asks for it later gets what was set at the start
      return true;
    }
    int processors =
        is.processors() == null ? SchedulerProperties.defaultProcessors() : is.processors();
    return attempt(property, processors, (name, value) -> target.resize(value));
  }

  private static boolean attempt(String property, int value, BiConsumer<String, Integer> change) {
    try {
      change.accept(property, value);
      logger.info("%s is now %d".formatted(property, value));
      return true;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      logger.error("%s stays as it is: %s".formatted(property, e.getMessage()));
      return false;
    }
  }

  private static void compareRest(GopoolProperties was, GopoolProperties is, Set<String> restart) {
    compare("default-pool", was.defaultPool(), is.defaultPool(), restart);
    compare(
        "application-task-executor",
        was.applicationTaskExecutor(),
        is.applicationTaskExecutor(),
        restart);
    compare("context-propagation", was.contextPropagation(), is.contextPropagation(), restart);
    compare("web", was.web(), is.web(), restart);
    compare("metrics", was.metrics(), is.metrics(), restart);
    compare("health", was.health(), is.health(), restart);
    compareScheduler(was.scheduler(), is.scheduler(), restart);
  }

  private static void compareScheduler(
      SchedulerProperties was, SchedulerProperties is, Set<String> restart) {
    compare("scheduler.enabled", was.enabled(), is.enabled(), restart);
    compare("scheduler.max-machines", was.maxMachines(), is.maxMachines(), restart);
    compare("scheduler.handoff-after", was.handoffAfter(), is.handoffAfter(), restart);
    compare(
        "scheduler.idle-machine-expiry", was.idleMachineExpiry(), is.idleMachineExpiry(), restart);
  }

  private static void compare(
      String property, @Nullable Object was, @Nullable Object is, Set<String> restart) {
    if (!Objects.equals(was, is)) {
      restart.add(GopoolProperties.PREFIX + "." + property);
    }
  }
}
