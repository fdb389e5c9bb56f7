/** What becomes of a column of a table whose value the encoding writes as zero. */
@NullMarked
package io.github.tfsaliency.examples.column;

import org.jspecify.annotations.NullMarked;
