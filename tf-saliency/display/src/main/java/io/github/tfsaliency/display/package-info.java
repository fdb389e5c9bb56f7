/** Pictures of maps for people to look at, whatever the model takes. */
@NullMarked
package io.github.tfsaliency.display;

import org.jspecify.annotations.NullMarked;
