/** Tests of the starter. */
@NullMarked
package io.gopool.spring;

import org.jspecify.annotations.NullMarked;
