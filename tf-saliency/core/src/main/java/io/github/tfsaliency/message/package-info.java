/** The common parts of error texts. Not exported; may depend on no other package of the library. */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
