/**
 * Copies of the model's own nodes: its forward pass, the explained output, the layers with places.
 * Not exported. May use {@code engine.run}, {@code canonical}, {@code graph} and the contracts.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.engine.forward;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
