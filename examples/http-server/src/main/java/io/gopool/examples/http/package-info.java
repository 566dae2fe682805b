/**
 * The HTTP server of the JDK on a pool. Start reading at {@link
 * io.gopool.examples.http.PoolServer}.
 */
@NullMarked
package io.gopool.examples.http;

import org.jspecify.annotations.NullMarked;
