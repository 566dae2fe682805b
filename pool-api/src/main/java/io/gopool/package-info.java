/**
 * Bounded, reusing, work-stealing worker pools. Start reading at {@link io.gopool.WorkerPool}.
 *
 * <p>This package holds the API alone and depends on nothing; the implementation is found at run
 * time through {@link PoolProvider}.
 *
 * <p>Null is refused by a {@link NullPointerException} at once wherever a parameter is not {@code
 * Nullable}.
 */
@NullMarked
package io.gopool;

import org.jspecify.annotations.NullMarked;
