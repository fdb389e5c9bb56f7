/** Answers to requests, and refusals. Uses no other package of the server. */
@NullMarked
package io.github.tfsaliency.server.answer;

import org.jspecify.annotations.NullMarked;
