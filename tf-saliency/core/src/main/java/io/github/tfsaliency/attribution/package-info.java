/**
 * The values that a user of the library holds: {@link
 * io.github.tfsaliency.attribution.Attribution}, {@link io.github.tfsaliency.attribution.Target}
 * and the exceptions.
 *
 * <p>May depend on no other package of the library: no session and no graph is known here, so that
 * a result outlives the model that it came from.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.attribution;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
