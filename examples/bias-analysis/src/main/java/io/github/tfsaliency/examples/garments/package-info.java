/**
 * Planted truth: garments of Fashion-MNIST on plain backgrounds. What decides the class is known,
 * and its brightness is free.
 */
@NullMarked
package io.github.tfsaliency.examples.garments;

import org.jspecify.annotations.NullMarked;
