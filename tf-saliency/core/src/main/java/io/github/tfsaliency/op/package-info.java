/**
 * The known properties of TensorFlow's operations, in one table. Not exported; may depend on no
 * other package of the library.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.op;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
