/** That every load runs, and that its scores are put into the tables as they should be. */
@NullMarked
package io.gopool.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
