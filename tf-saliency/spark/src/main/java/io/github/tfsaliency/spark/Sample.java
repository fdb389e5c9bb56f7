package io.github.tfsaliency.spark;

import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.record.InputSums;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * What a row gives the model.
 *
 * @param values without the batch dimension, in the model's own units
 * @param picture that the values are of
 * @param sums for the record
 */
record Sample(FloatNdArray values, Optional<Picture> picture, Supplier<InputSums> sums) {}
