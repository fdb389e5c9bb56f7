package io.github.tfsaliency.tensorboard;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.engine.GradientEngine;
import io.github.tfsaliency.image.PixelEncoding;
import java.util.Optional;

/**
 * The description of the explained model.
 *
 * @param engine runs its gradients; owned by the model
 * @param encoding how it encodes pixels, if it takes pictures and says so
 * @param labels the names of its classes, or empty
 * @param explained the name of the tensor that is explained
 */
public record DebuggedModel(
    GradientEngine engine,
    Optional<PixelEncoding> encoding,
    ImmutableList<String> labels,
    String explained) {}
