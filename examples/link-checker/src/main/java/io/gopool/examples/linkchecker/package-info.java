/**
 * A service that checks links. Start reading at {@link
 * io.gopool.examples.linkchecker.check.CheckService}.
 */
@NullMarked
package io.gopool.examples.linkchecker;

import org.jspecify.annotations.NullMarked;
