/** The common parts of commands: options, inputs, folders of results, failures. */
@NullMarked
package io.github.tfsaliency.cli.common;

import org.jspecify.annotations.NullMarked;
