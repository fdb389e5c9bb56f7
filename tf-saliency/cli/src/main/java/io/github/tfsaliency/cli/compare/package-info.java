/** The command {@code compare}. */
@NullMarked
package io.github.tfsaliency.cli.compare;

import org.jspecify.annotations.NullMarked;
