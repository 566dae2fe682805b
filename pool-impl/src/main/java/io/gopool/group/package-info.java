/** What groups of tasks have in common, whatever runs the tasks. */
@NullMarked
package io.gopool.group;

import org.jspecify.annotations.NullMarked;
