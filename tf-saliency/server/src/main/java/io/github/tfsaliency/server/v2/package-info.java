/** The Open Inference Protocol, KServe's V2. */
@NullMarked
package io.github.tfsaliency.server.v2;

import org.jspecify.annotations.NullMarked;
