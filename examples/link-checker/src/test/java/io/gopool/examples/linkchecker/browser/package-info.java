/** The page in a browser; run by the profile {@code browser}. */
@NullMarked
package io.gopool.examples.linkchecker.browser;

import org.jspecify.annotations.NullMarked;
