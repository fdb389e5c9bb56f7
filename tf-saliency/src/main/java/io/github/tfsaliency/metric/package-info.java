/**
 * How good is a map: measures of the bias that a saliency map inherits from the brightness of the
 * photograph instead of the model.
 *
 * <ul>
 *   <li>Where on the scale from black to white does the attribution lie? {@link
 *       io.github.tfsaliency.metric.BrightnessProfile}
 *   <li>How blind is a method for values near the zero of the pixel encoding? {@link
 *       io.github.tfsaliency.metric.ZeroPointRatio}
 *   <li>Does the map change when only the pixel encoding does? {@link
 *       io.github.tfsaliency.metric.EncodingDisagreement}
 * </ul>
 *
 * <p>All of them look at absolute values. A number that is not defined, such as the mean of an
 * empty bin, is NaN and never 0. May depend on the package {@code attribution} only; {@link
 * io.github.tfsaliency.attribution.Attribution#values} of a single sample gives the arrays that the
 * metrics take.
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.metric;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
