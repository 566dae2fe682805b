/** Tests of the pools by key. */
package io.gopool.keyed;
