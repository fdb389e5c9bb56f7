/**
 * Experiments of the paper's authors in this project's form: what occluded features do, what
 * RectGrad's percentile does, and whether maps move with a prediction that an attack has changed.
 */
@NullMarked
package io.github.tfsaliency.examples.experiment;

import org.jspecify.annotations.NullMarked;
