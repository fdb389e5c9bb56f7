/**
 * The text form of methods, targets and metrics, as on the command line: {@code
 * name:key=value,...}.
 *
 * <p>A table has a row for each method: its name, its description, and its keys with their
 * defaults. The same row reads and prints. {@link io.github.tfsaliency.spec.MethodSpecs}, {@link
 * io.github.tfsaliency.spec.TargetSpecs} and {@link io.github.tfsaliency.spec.MetricSpecs} are the
 * entry points. A {@link io.github.tfsaliency.spec.MethodProvider} adds rows for custom methods and
 * rules.
 *
 * <p>Keys are printed in the table's order, without defaults, and numbers in their shortest form.
 * Equal methods have equal texts, and a printed method is read as an equal method. The exceptions
 * have no text form: an array that was given in Java ({@code array[2x2x3]}), a composite or rule
 * that is not in the table ({@code own[...]}), and a method that is not in the table.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.spec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
