/** Tests of the starter's part for {@code cloud}. */
@NullMarked
package io.gopool.spring.cloud;

import org.jspecify.annotations.NullMarked;
