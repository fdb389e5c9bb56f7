/**
 * The site of the documentation: Markdown, the table of methods and the command line's model become
 * pages that need no network, and each link and each block of code is checked on the way.
 */
@NullMarked
package io.github.tfsaliency.site;

import org.jspecify.annotations.NullMarked;
