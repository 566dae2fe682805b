/** Tells the health of pools; needs Boot's health module. */
@NullMarked
package io.gopool.spring.health;

import org.jspecify.annotations.NullMarked;
