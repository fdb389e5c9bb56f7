/** Small classifiers, trained in Java: what the experiments that train a model anew need. */
@NullMarked
package io.github.tfsaliency.examples.training;

import org.jspecify.annotations.NullMarked;
