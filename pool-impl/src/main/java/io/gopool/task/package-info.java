/** What tasks have in common, whatever runs them: their names, and how they are cancelled. */
@NullMarked
package io.gopool.task;

import org.jspecify.annotations.NullMarked;
