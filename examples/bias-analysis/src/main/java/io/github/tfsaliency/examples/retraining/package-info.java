/**
 * Experiments that train classifiers anew: what a map calls relevant is removed from all pictures,
 * or kept alone, or something irrelevant is added to all of them.
 */
@NullMarked
package io.github.tfsaliency.examples.retraining;

import org.jspecify.annotations.NullMarked;
