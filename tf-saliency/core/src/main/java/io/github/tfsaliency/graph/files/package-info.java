/**
 * The files of a SavedModel, and the only way to them: within the folder, plain, and of a bounded
 * size. Not exported. May use {@code attribution} and {@code message}.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.graph.files;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
