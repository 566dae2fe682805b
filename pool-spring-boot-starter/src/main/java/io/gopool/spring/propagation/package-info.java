/** Carries the context of a submitter over to its task; needs Micrometer's context-propagation. */
@NullMarked
package io.gopool.spring.propagation;

import org.jspecify.annotations.NullMarked;
