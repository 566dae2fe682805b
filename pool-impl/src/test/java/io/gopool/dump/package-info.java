/** Tests of dumps, as they look to an application: whose code is not in a package of the pool. */
package io.gopool.dump;
