/** The contents of a chapter of the report: parts that are kept, results, figures and a page. */
@NullMarked
package io.github.tfsaliency.examples.chapter;

import org.jspecify.annotations.NullMarked;
