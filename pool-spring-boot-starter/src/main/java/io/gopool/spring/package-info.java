/**
 * Pools as beans of a Spring Boot application. Start reading at {@link
 * io.gopool.spring.GopoolAutoConfiguration}; {@link io.gopool.spring.GopoolProperties} is what an
 * application writes, {@link io.gopool.spring.WorkerPools} what it injects.
 *
 * <p>What needs a further library (a web server, actuator, metrics, Spring Cloud) stands in a
 * package of its own and is left out when that library is absent.
 */
@NullMarked
package io.gopool.spring;

import org.jspecify.annotations.NullMarked;
