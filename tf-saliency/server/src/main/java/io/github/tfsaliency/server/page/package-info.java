/** The page that shows maps side by side. */
@NullMarked
package io.github.tfsaliency.server.page;

import org.jspecify.annotations.NullMarked;
