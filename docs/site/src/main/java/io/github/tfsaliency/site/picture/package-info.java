/** The pictures of the methods' pages; only this package needs TensorFlow's natives. */
@NullMarked
package io.github.tfsaliency.site.picture;

import org.jspecify.annotations.NullMarked;
