@NullMarked
package io.gopool.examples.linkchecker.web;

import org.jspecify.annotations.NullMarked;
