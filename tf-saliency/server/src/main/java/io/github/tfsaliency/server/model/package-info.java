/** The models that are served, and how newer ones take their place. */
@NullMarked
package io.github.tfsaliency.server.model;

import org.jspecify.annotations.NullMarked;
