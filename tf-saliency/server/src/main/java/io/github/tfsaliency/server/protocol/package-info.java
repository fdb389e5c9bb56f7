/** The common parts of both protocols: numbers, pictures, methods and targets of a request. */
@NullMarked
package io.github.tfsaliency.server.protocol;

import org.jspecify.annotations.NullMarked;
