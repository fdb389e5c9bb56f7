/** Folders of results that appear whole. For the library and its command line; not for others. */
@NullMarked
package io.github.tfsaliency.output;

import org.jspecify.annotations.NullMarked;
