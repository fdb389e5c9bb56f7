/**
 * Arrays of values at another size. Not exported; may depend on no other package of the library.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.resize;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
