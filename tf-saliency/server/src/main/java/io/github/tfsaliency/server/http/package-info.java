/** HTTP: paths, bodies, the access log, the graceful stop. */
@NullMarked
package io.github.tfsaliency.server.http;

import org.jspecify.annotations.NullMarked;
