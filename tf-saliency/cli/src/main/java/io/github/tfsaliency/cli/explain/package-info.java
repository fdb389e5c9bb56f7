/** The command {@code explain}. */
@NullMarked
package io.github.tfsaliency.cli.explain;

import org.jspecify.annotations.NullMarked;
