/**
 * Other things than pictures: rows of a table, a series, sentences, a sound, all of known truth.
 */
@NullMarked
package io.github.tfsaliency.examples.planted;

import org.jspecify.annotations.NullMarked;
