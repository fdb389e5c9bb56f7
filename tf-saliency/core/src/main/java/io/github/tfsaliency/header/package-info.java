/**
 * The properties of an encoded picture that are known before it is decoded. Not exported; may
 * depend on no other package of the library.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.header;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
