/** The applications: the command line and what it is made of. */
@NullMarked
package io.github.tfsaliency.examples;

import org.jspecify.annotations.NullMarked;
