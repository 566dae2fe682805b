/** The actuator endpoint {@code gopool}; needs Boot's actuator. */
@NullMarked
package io.gopool.spring.actuate;

import org.jspecify.annotations.NullMarked;
