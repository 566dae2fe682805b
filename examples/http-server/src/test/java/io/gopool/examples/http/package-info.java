@NullMarked
package io.gopool.examples.http;

import org.jspecify.annotations.NullMarked;
