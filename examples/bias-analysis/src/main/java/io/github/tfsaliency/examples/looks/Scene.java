package io.github.tfsaliency.examples.looks;

import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.examples.garments.PlantedPicture;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A picture whose map is judged.
 *
 * @param input {@code [H, W, C]} as the model takes it
 * @param target the explained class
 * @param planted knows where the object is; empty if nobody does
 * @param removed what stands for a pixel that is taken away
 */
public record Scene(
    FloatNdArray input, long target, Optional<PlantedPicture> planted, Baseline removed) {}
