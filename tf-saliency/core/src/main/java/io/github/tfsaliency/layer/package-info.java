/**
 * What a model's layers look like to those who give them rules: their kind, their name, their
 * place. No session, no graph; {@code canonical} finds them.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.layer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
