package io.gopool.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the web server.
 *
 * @param enabled Whether Tomcat handles requests on a pool instead of its own threads.
 * @param pool Pool that requests are handled on; the default pool if left out.
 */
public record WebProperties(@DefaultValue("false") boolean enabled, @Nullable String pool) {}
