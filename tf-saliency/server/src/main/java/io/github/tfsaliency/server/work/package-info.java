/** The queue of computations: what waits, what is computed together, what is too late. */
@NullMarked
package io.github.tfsaliency.server.work;

import org.jspecify.annotations.NullMarked;
