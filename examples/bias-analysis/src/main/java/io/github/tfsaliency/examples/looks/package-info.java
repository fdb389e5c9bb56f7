/** Are pretty maps faithful? What a map looks like beside what it says of the model. */
@NullMarked
package io.github.tfsaliency.examples.looks;

import org.jspecify.annotations.NullMarked;
