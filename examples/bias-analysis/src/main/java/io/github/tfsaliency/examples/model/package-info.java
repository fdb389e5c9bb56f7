/** Models as the examples use them. */
@NullMarked
package io.github.tfsaliency.examples.model;

import org.jspecify.annotations.NullMarked;
