/** A team's additions to the library, in a separate module. */
@NullMarked
package io.github.tfsaliency.examples.own;

import org.jspecify.annotations.NullMarked;
