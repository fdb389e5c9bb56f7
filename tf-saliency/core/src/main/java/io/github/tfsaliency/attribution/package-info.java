/**
 * The values that a user of the library holds: {@link
 * io.github.tfsaliency.attribution.Attribution}, {@link io.github.tfsaliency.attribution.Target}
 * and the exceptions.
 *
 * <p>This package depends on no other package of the library. It knows no session and no graph, so
 * a result can be used after its model is closed.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.attribution;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
