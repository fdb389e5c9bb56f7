/** The server's metrics. */
@NullMarked
package io.github.tfsaliency.server.metrics;

import org.jspecify.annotations.NullMarked;
