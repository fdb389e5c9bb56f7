/** What both protocols have in common: numbers, pictures, methods and targets of a request. */
@NullMarked
package io.github.tfsaliency.server.protocol;

import org.jspecify.annotations.NullMarked;
