/**
 * A model's layers, as rules see them: kind, name and position. No session, no graph; {@code
 * canonical} finds the layers.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.layer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
