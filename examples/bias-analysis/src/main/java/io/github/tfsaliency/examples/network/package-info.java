/**
 * Is it the same in networks of other architectures, and for concepts? The planted truth of small
 * classifiers of garments, asked of classes and of a direction in a layer.
 */
@NullMarked
package io.github.tfsaliency.examples.network;

import org.jspecify.annotations.NullMarked;
