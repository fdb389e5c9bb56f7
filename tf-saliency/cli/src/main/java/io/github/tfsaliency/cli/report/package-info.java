/** What the reports have in common: pages of one file, and the numbers and pictures in them. */
@NullMarked
package io.github.tfsaliency.cli.report;

import org.jspecify.annotations.NullMarked;
