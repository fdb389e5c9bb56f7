/**
 * The attribution methods, one class each, named after their papers.
 *
 * <p>Which method for which question:
 *
 * <ul>
 *   <li>"What would change the score if I changed it slightly?" {@link
 *       io.github.tfsaliency.method.Gradient}. The honest baseline; noisy.
 *   <li>"How much of the score is due to each input value, against an input of zero?" {@link
 *       io.github.tfsaliency.method.InputXGradient}. Values near the encoding's zero get nothing,
 *       however relevant they are.
 *   <li>"Which parts of the image does the score depend on?", without gradients: {@link
 *       io.github.tfsaliency.method.hiding.Rise}; segment by segment {@link
 *       io.github.tfsaliency.method.hiding.KernelShap} or {@link
 *       io.github.tfsaliency.method.hiding.SampledShapley}, or the cheaper {@link
 *       io.github.tfsaliency.method.hiding.Lime}. Whatever the sign: {@link
 *       io.github.tfsaliency.method.hiding.Sobol}, {@link io.github.tfsaliency.method.hiding.Hsic}.
 *       With gradients, in whole regions: {@link io.github.tfsaliency.method.path.Xrai}.
 *   <li>"Where in the image did a layer look?" {@link io.github.tfsaliency.method.GradCam} and its
 *       kin, coarse and cheap; {@link io.github.tfsaliency.method.HiResCam} where the map must not
 *       show other places. Every layer at once: {@link io.github.tfsaliency.method.FullGrad}.
 *   <li>"What happens if a part is covered?" {@link io.github.tfsaliency.method.hiding.Occlusion}.
 *   <li>"Is it the map of this very input, or of noise around it?" {@link
 *       io.github.tfsaliency.method.SmoothGrad} over the method in question.
 *   <li>"Which features did the network use, with little noise?" {@link
 *       io.github.tfsaliency.method.RectifiedGradient}, without the multiplication by the input.
 *   <li>"How is the score made up, layer by layer?" {@link io.github.tfsaliency.method.Lrp}; with
 *       the flat rule or w^2 in the first layer also where values are near the encoding's zero.
 *   <li>"What makes the score differ from that of a baseline?" {@link
 *       io.github.tfsaliency.method.DeepLift}, or along the whole way, with a sum that can be
 *       checked, {@link io.github.tfsaliency.method.path.IntegratedGradients}; of many baselines,
 *       {@link io.github.tfsaliency.method.path.ExpectedGradients}; of a blurred copy, {@link
 *       io.github.tfsaliency.method.path.BlurIg}; with less noise from steep places on the way,
 *       {@link io.github.tfsaliency.method.path.GuidedIg}.
 *   <li>"What do sharp pictures look like?" {@link io.github.tfsaliency.method.GuidedBackprop} and
 *       {@link io.github.tfsaliency.method.DeconvNet}: they show edges that hardly depend on the
 *       target.
 * </ul>
 *
 * <p>A pretty map is not a faithful map: Brocki, Chung, <i>Input Bias in Rectified Gradients and
 * Modified Saliency Maps</i>, 2020. May use {@code rule}, {@code explain}, {@code sampling} and
 * what these may use.
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.method;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
