/** Measures the cost of methods, in multiples of the model's own forward pass. */
@NullMarked
package io.github.tfsaliency.benchmark;

import org.jspecify.annotations.NullMarked;
