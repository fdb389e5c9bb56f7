/** The command {@code serve}: what it is asked to serve, its start and its end. */
@NullMarked
package io.github.tfsaliency.server;

import org.jspecify.annotations.NullMarked;
