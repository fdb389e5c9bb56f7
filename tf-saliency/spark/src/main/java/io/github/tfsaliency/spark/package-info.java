/** Explains the rows of a Spark data set. */
@NullMarked
package io.github.tfsaliency.spark;

import org.jspecify.annotations.NullMarked;
