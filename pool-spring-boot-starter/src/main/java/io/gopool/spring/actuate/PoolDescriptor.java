package io.gopool.spring.actuate;

import io.gopool.PoolDump;
import io.gopool.PoolStats;
import io.gopool.spring.CapacityChanges.Revert;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A pool as the endpoint shows it.
 *
 * @param configured whether it is one of the properties, not created at run time
 * @param stats its counts
 * @param revert null unless the capacity is a temporary one
 * @param dump what it is doing in detail; null unless this pool alone was asked for
 */
public record PoolDescriptor(
    boolean configured, PoolStats stats, @Nullable Revert revert, @Nullable PoolDump dump)
    implements OperationResponseBody {}
