/**
 * The gradient engine: a model's graph and session, gradient graphs by their structure, and the
 * passes that methods are given.
 *
 * <p>Not exported. May use the rooms below it ({@code engine.build}, {@code engine.marker}, {@code
 * engine.forward}, {@code engine.run}), the contracts, and {@code graph}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.engine;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
