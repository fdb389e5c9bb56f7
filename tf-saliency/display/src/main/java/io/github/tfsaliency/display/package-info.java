/** Drawings of maps for people, for all kinds of inputs. */
@NullMarked
package io.github.tfsaliency.display;

import org.jspecify.annotations.NullMarked;
