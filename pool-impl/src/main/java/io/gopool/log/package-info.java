/** The log, which may fail without harm. */
@NullMarked
package io.gopool.log;

import org.jspecify.annotations.NullMarked;
