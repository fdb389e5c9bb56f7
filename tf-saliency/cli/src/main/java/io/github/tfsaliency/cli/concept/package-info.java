/** The command {@code concept}. */
@NullMarked
package io.github.tfsaliency.cli.concept;

import org.jspecify.annotations.NullMarked;
