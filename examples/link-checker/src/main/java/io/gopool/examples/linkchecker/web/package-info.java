/** HTTP: the API, the streams of progress, the page's security headers. */
@NullMarked
package io.gopool.examples.linkchecker.web;

import org.jspecify.annotations.NullMarked;
