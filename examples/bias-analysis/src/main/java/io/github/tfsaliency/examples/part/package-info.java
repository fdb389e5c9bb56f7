/** Long work in parts: what is finished is kept and verified, so that it need not be done again. */
@NullMarked
package io.github.tfsaliency.examples.part;

import org.jspecify.annotations.NullMarked;
