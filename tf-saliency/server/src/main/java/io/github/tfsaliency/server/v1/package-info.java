/** KServe's protocol V1. */
@NullMarked
package io.github.tfsaliency.server.v1;

import org.jspecify.annotations.NullMarked;
