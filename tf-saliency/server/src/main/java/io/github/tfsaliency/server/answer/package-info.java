/** What a request is answered, and why one is refused. Uses nothing of the others. */
@NullMarked
package io.github.tfsaliency.server.answer;

import org.jspecify.annotations.NullMarked;
