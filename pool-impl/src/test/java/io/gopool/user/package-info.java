/** Stands for code that uses the library. */
package io.gopool.user;
