/** The command {@code evaluate}. */
@NullMarked
package io.github.tfsaliency.cli.evaluate;

import org.jspecify.annotations.NullMarked;
