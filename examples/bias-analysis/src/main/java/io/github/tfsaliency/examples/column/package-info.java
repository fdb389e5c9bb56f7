/** The attribution of a table's column whose value is encoded as zero. */
@NullMarked
package io.github.tfsaliency.examples.column;

import org.jspecify.annotations.NullMarked;
