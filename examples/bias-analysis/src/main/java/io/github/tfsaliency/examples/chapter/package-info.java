/** What a chapter of the report is: parts that are kept, results, figures and a page. */
@NullMarked
package io.github.tfsaliency.examples.chapter;

import org.jspecify.annotations.NullMarked;
