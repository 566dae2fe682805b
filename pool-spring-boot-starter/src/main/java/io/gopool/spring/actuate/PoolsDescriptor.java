package io.gopool.spring.actuate;

import io.gopool.SchedulerStats;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All pools as the endpoint shows them.
 *
 * @param defaultPool null if there is none
 * @param pools by name
 * @param scheduler null unless a G-P-M scheduler is in use
 */
public record PoolsDescriptor(
    @Nullable String defaultPool,
    Map<String, PoolDescriptor> pools,
    @Nullable SchedulerStats scheduler)
    implements OperationResponseBody {}
