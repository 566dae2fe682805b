/**
 * Spring Boot integration: auto-configuration that makes a {@code WorkerPool} bean out of
 * properties.
 *
 * <p>Nothing here yet but the package itself.
 */
@NullMarked
package io.gopool.spring;

import org.jspecify.annotations.NullMarked;
