/** What a team adds to the library in a module of its own. */
@NullMarked
package io.github.tfsaliency.examples.own;

import org.jspecify.annotations.NullMarked;
