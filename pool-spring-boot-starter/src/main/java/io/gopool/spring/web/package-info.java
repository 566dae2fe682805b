/** Handles a web server's requests on a pool; needs Tomcat. */
@NullMarked
package io.gopool.spring.web;

import org.jspecify.annotations.NullMarked;
