/**
 * Markers: where a rule stands in the graph, and the one gradient registration of the process that
 * calls it. Not exported. May use {@code engine.forward}, {@code engine.run}, {@code canonical},
 * {@code graph} and {@code gradient}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.engine.marker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
