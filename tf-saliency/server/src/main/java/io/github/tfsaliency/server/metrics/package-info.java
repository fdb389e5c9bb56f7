/** What is counted and measured. */
@NullMarked
package io.github.tfsaliency.server.metrics;

import org.jspecify.annotations.NullMarked;
