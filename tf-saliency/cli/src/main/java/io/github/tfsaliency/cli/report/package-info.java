/** The common parts of reports: pages of one file, and the numbers and pictures in them. */
@NullMarked
package io.github.tfsaliency.cli.report;

import org.jspecify.annotations.NullMarked;
