/** Takes over changed settings at run time; needs Spring Cloud's context. */
@NullMarked
package io.gopool.spring.cloud;

import org.jspecify.annotations.NullMarked;
