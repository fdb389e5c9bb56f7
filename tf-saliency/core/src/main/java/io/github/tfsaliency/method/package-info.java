/**
 * The attribution methods, one class each, named after their papers.
 *
 * <p>Which method for which question:
 *
 * <ul>
 *   <li>"What would change the score if I changed it slightly?" {@link
 *       io.github.tfsaliency.method.Gradient}. A simple reference for other methods; noisy.
 *   <li>"How much of the score is due to each input value, against an input of zero?" {@link
 *       io.github.tfsaliency.method.InputXGradient}. Values near the encoding's zero get nothing,
 *       even if they are relevant.
 *   <li>"Which parts of the image does the score depend on?", without gradients: {@link
 *       io.github.tfsaliency.method.hiding.Rise}; segment by segment {@link
 *       io.github.tfsaliency.method.hiding.KernelShap} or {@link
 *       io.github.tfsaliency.method.hiding.SampledShapley}, or the cheaper {@link
 *       io.github.tfsaliency.method.hiding.Lime}. Without a sign: {@link
 *       io.github.tfsaliency.method.hiding.Sobol}, {@link io.github.tfsaliency.method.hiding.Hsic}.
 *       With gradients, in whole regions: {@link io.github.tfsaliency.method.path.Xrai}.
 *   <li>"Where in the image did a layer look?" {@link io.github.tfsaliency.method.GradCam} and
 *       similar methods, coarse and cheap; {@link io.github.tfsaliency.method.HiResCam} if the map
 *       must not show other positions. All layers together: {@link
 *       io.github.tfsaliency.method.FullGrad}.
 *   <li>"What happens if a part is covered?" {@link io.github.tfsaliency.method.hiding.Occlusion}.
 *   <li>"Does the map belong to this input, or to small variations of it?" {@link
 *       io.github.tfsaliency.method.SmoothGrad} over the method in question.
 *   <li>"Which features did the network use, with little noise?" {@link
 *       io.github.tfsaliency.method.RectifiedGradient}, without the multiplication by the input.
 *   <li>"How is the score composed, layer by layer?" {@link io.github.tfsaliency.method.Lrp}; with
 *       the flat rule or w^2 in the first layer it also shows values near the encoding's zero.
 *   <li>"Why does the score differ from the score of a baseline?" {@link
 *       io.github.tfsaliency.method.DeepLift}, or, along a path and with a sum that can be checked,
 *       {@link io.github.tfsaliency.method.path.IntegratedGradients}. With many baselines: {@link
 *       io.github.tfsaliency.method.path.ExpectedGradients}. With a blurred copy as the baseline:
 *       {@link io.github.tfsaliency.method.path.BlurIg}. With less noise from steep parts of the
 *       path: {@link io.github.tfsaliency.method.path.GuidedIg}.
 *   <li>"What do sharp pictures look like?" {@link io.github.tfsaliency.method.GuidedBackprop} and
 *       {@link io.github.tfsaliency.method.DeconvNet}: they show edges that hardly depend on the
 *       target.
 * </ul>
 *
 * <p>A pretty map is not a faithful map: Brocki, Chung, <i>Input Bias in Rectified Gradients and
 * Modified Saliency Maps</i>, 2020. This package may use {@code rule}, {@code explain}, {@code
 * sampling} and their dependencies.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
