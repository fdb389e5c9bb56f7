/** The command {@code recommend}. */
@NullMarked
package io.github.tfsaliency.cli.recommend;

import org.jspecify.annotations.NullMarked;
