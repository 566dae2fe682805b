/**
 * What {@link java.util.concurrent.ExecutorService} promises, checked on every kind of worker. and
 * on a {@link io.gopool.MultiPool} of them. Start reading at {@link
 * io.gopool.contract.PoolFixture}; a new kind of worker is added in {@link
 * io.gopool.contract.PoolKind} alone.
 *
 * <p>Not null-marked: many of these tests pass null on purpose.
 */
package io.gopool.contract;
