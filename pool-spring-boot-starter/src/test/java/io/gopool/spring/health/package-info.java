/** Tests of the starter's part for {@code health}. */
@NullMarked
package io.gopool.spring.health;

import org.jspecify.annotations.NullMarked;
