/** What the Lincheck tests of the structures share. */
@NullMarked
package io.gopool.modelcheck;

import org.jspecify.annotations.NullMarked;
