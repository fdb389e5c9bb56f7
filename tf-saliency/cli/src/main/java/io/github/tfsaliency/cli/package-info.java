/** The command line {@code tf-saliency}: options, files in and out, progress, exit codes. */
@NullMarked
package io.github.tfsaliency.cli;

import org.jspecify.annotations.NullMarked;
