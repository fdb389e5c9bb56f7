/**
 * Metrics of the quality of a map. Each metric answers one question, and none answers all. A map
 * can be right and look bad, or look good and be wrong.
 *
 * <p>Does the map describe the model? These metrics run the model, {@link
 * io.github.tfsaliency.metric.ScoreFunction}, on changed inputs:
 *
 * <ul>
 *   <li>How fast does the score fall if relevant pixels are removed, or rise if they are put back?
 *       {@link io.github.tfsaliency.metric.Deletion}, {@link
 *       io.github.tfsaliency.metric.Insertion}, and in squares {@link
 *       io.github.tfsaliency.metric.RegionPerturbation}
 *   <li>Does the relevance of removed pixels add up to the drop of the score? {@link
 *       io.github.tfsaliency.metric.SensitivityN}, and on a grid {@link
 *       io.github.tfsaliency.metric.MuFidelity}
 *   <li>Does the map predict how the score responds to changes? {@link
 *       io.github.tfsaliency.metric.Infidelity}
 * </ul>
 *
 * <p>Does the map stay the same when it should, and change when it should?
 *
 * <ul>
 *   <li>How much can a small change of the input change the map? {@link
 *       io.github.tfsaliency.metric.MaxSensitivity}
 *   <li>Does it stay the same if the input is shifted and the model compensates the shift? {@link
 *       io.github.tfsaliency.metric.InputInvariance}
 *   <li>Does it change if only the pixel encoding changes? {@link
 *       io.github.tfsaliency.metric.EncodingDisagreement}
 *   <li>Does it change if the model's weights are randomised? {@link
 *       io.github.tfsaliency.metric.MapSimilarity}
 * </ul>
 *
 * <p>Does it get more relevance where the photograph is bright?
 *
 * <ul>
 *   <li>Where on the scale from black to white does the attribution lie? {@link
 *       io.github.tfsaliency.metric.BrightnessProfile}
 *   <li>How blind is a method for values near the zero of the pixel encoding? {@link
 *       io.github.tfsaliency.metric.ZeroPointRatio}
 * </ul>
 *
 * <p>Does it lie on the object, and what does it look like?
 *
 * <ul>
 *   <li>How much relevance, how many of the most relevant pixels, or the most relevant one, lie on
 *       the object? {@link io.github.tfsaliency.metric.MassAccuracy}, {@link
 *       io.github.tfsaliency.metric.RankAccuracy}, {@link io.github.tfsaliency.metric.PointingGame}
 *   <li>Is it sparse, smooth, drawn along edges? {@link io.github.tfsaliency.metric.Coherence}
 * </ul>
 *
 * <p>A number that is not defined, such as the mean of an empty bin, is NaN and never 0. Randomness
 * has a seed, and results do not depend on the batch size. This package may depend only on {@code
 * attribution}. {@link io.github.tfsaliency.attribution.Attribution#values} of a single sample
 * gives arrays in the shape that the metrics take.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.metric;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
