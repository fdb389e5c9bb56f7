/** Small programs: the code that README and docs show. */
@NullMarked
package io.github.tfsaliency.examples;

import org.jspecify.annotations.NullMarked;
