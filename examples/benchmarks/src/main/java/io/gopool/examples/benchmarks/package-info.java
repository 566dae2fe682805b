/**
 * The pool measured beside its peers with JMH: the same loads, the same bound, in one run.
 *
 * <p>Start reading at {@link io.gopool.examples.benchmarks.Peer}, who takes part, and at {@link
 * io.gopool.examples.benchmarks.FlaggedTask}, how every load finds out that its tasks have run.
 * Each load is a class of its own, {@code EmptyTaskBenchmark} and so on, over what all share,
 * {@link io.gopool.examples.benchmarks.Load}. {@code Plan} says which are run with which peers;
 * {@link io.gopool.examples.benchmarks.Report} runs them and writes tables, charts, how far the
 * project's aims are met and where others are ahead. {@code docs/PERFORMANCE.md} says why it is
 * fair.
 *
 * <p>Never published, and no part of the build but for compiling it and for a test that runs each
 * part of the plan once.
 */
@NullMarked
package io.gopool.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
