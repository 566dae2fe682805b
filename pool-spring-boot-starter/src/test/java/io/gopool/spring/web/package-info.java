/** Tests of the starter's part for {@code web}. */
@NullMarked
package io.gopool.spring.web;

import org.jspecify.annotations.NullMarked;
