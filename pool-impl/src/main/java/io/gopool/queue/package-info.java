/**
 * The concurrent structures under the pool; they know nothing of it. Start reading at {@link
 * io.gopool.queue.CreditQueue}.
 */
@NullMarked
package io.gopool.queue;

import org.jspecify.annotations.NullMarked;
