/** The command {@code inspect}. */
@NullMarked
package io.github.tfsaliency.cli.inspect;

import org.jspecify.annotations.NullMarked;
