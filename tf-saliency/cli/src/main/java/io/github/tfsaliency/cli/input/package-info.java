/** Reads what users have, tables, texts, sounds, arrays and pictures, as a model takes it. */
@NullMarked
package io.github.tfsaliency.cli.input;

import org.jspecify.annotations.NullMarked;
