/**
 * Files that a user names: arrays of NumPy, and what keeps a reader from waiting for a pipe. For
 * the library and its command line; not for others.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.file;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
