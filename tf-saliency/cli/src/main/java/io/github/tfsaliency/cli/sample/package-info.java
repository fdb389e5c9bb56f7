/** A sample with its model, its maps and its picture. */
@NullMarked
package io.github.tfsaliency.cli.sample;

import org.jspecify.annotations.NullMarked;
