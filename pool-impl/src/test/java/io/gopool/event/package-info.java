/** Tests of the event bus. */
package io.gopool.event;
