/** What the pools do, once a second, for the charts of the page. */
@NullMarked
package io.gopool.examples.linkchecker.watch;

import org.jspecify.annotations.NullMarked;
