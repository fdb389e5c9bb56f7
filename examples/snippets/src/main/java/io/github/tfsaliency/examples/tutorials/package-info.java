/** The programs of the tutorials. */
@NullMarked
package io.github.tfsaliency.examples.tutorials;

import org.jspecify.annotations.NullMarked;
