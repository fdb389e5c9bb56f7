/** {@code compare} of two models: an old version of a model and a new one. */
@NullMarked
package io.github.tfsaliency.cli.versions;

import org.jspecify.annotations.NullMarked;
