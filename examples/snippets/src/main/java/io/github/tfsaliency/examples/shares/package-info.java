/** The rule of the tutorial on custom rules. */
@NullMarked
package io.github.tfsaliency.examples.shares;

import org.jspecify.annotations.NullMarked;
