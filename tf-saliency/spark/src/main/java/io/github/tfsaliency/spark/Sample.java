package io.github.tfsaliency.spark;

import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.record.InputSums;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The model's input for a row.
 *
 * @param values without the batch dimension, in the model's own units
 * @param picture the picture of the values
 * @param sums the checksums for the record
 */
record Sample(FloatNdArray values, Optional<Picture> picture, Supplier<InputSums> sums) {}
