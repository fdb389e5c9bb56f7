/** The command {@code serve}: its options, its start and its end. */
@NullMarked
package io.github.tfsaliency.server;

import org.jspecify.annotations.NullMarked;
