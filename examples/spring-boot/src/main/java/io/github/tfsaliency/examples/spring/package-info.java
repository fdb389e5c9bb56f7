/** The code of the guide for Spring Boot. */
@NullMarked
package io.github.tfsaliency.examples.spring;

import org.jspecify.annotations.NullMarked;
