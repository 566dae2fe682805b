/** Tests of the starter's part for {@code actuate}. */
@NullMarked
package io.gopool.spring.actuate;

import org.jspecify.annotations.NullMarked;
