package io.github.tfsaliency.cli.input;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.image.Picture;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The values read from files, by the names of the model's inputs.
 *
 * @param files that were read
 * @param kinds of the files
 * @param values in the model's own units, with or without the batch dimension
 * @param views what a person sees of a sample, by its place
 * @param pictures those of inputs that are pictures
 * @param samples how many the values hold
 * @param notes what was done to the files and may not be wanted
 */
public record ReadInput(
    ImmutableMap<String, Path> files,
    ImmutableMap<String, InputKind> kinds,
    ImmutableMap<String, FloatNdArray> values,
    ImmutableMap<String, IntFunction<InputView>> views,
    ImmutableMap<String, Picture> pictures,
    int samples,
    ImmutableList<String> notes) {}
