/** The command {@code check-gpu}: whether a GPU computes the maps that the processor does. */
@NullMarked
package io.github.tfsaliency.cli.gpu;

import org.jspecify.annotations.NullMarked;
