/**
 * The text form of methods, targets and metrics, as the command line takes them: {@code
 * name:key=value,...}.
 *
 * <p>A table says for each method its name, what it computes, and its keys with their defaults; the
 * same row reads and prints. {@link io.github.tfsaliency.spec.MethodSpecs}, {@link
 * io.github.tfsaliency.spec.TargetSpecs} and {@link io.github.tfsaliency.spec.MetricSpecs} are the
 * way in. A {@link io.github.tfsaliency.spec.MethodProvider} adds rows for methods and rules of
 * one's own.
 *
 * <p>Printed: keys in the table's order, defaults left out, numbers in their shortest form. Equal
 * methods print alike, and what is printed is read as an equal method, but for what has no text: an
 * array that was given in Java ({@code array[2x2x3]}), a composite or rule that the table lacks
 * ({@code own[...]}), a method that the table lacks.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.spec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
