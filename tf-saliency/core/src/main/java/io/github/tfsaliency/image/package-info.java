/**
 * Pictures in and out: {@link io.github.tfsaliency.image.Picture} decodes, crops and resizes,
 * {@link io.github.tfsaliency.image.PixelEncoding} converts pixels to the values that a model
 * expects, {@link io.github.tfsaliency.image.Heatmap} shows a saliency map.
 *
 * <p>This package may depend only on {@code attribution} and {@code message}.
 *
 * <pre>{@code
 * Picture photo = Picture.read(Path.of("coffee.png"));
 * FloatNdArray input = PixelEncoding.affine(127, 128).encode(photo.fit(224, 224));
 * Heatmap.of(map).overlay(photo).writePng(Path.of("espresso.png"));
 * }</pre>
 *
 * @serial exclude
 */
@CheckReturnValue
@NullMarked
package io.github.tfsaliency.image;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
