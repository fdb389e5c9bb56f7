package io.github.tfsaliency.server.work;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.attribution.Attribution;
import java.util.Optional;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The result of one sample.
 *
 * @param maps by the names of the inputs; empty for predictions
 * @param output the model's output without the batch dimension; of maps its probabilities, where
 *     they were asked for and the model has any
 */
public record Result(ImmutableMap<String, Attribution> maps, Optional<FloatNdArray> output) {}
