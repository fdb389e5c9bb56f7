/** The command {@code verify}. */
@NullMarked
package io.github.tfsaliency.cli.verify;

import org.jspecify.annotations.NullMarked;
