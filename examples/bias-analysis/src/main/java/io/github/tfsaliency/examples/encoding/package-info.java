/** The same picture, written as numbers in several ways, and how the numbers get into a map. */
@NullMarked
package io.github.tfsaliency.examples.encoding;

import org.jspecify.annotations.NullMarked;
