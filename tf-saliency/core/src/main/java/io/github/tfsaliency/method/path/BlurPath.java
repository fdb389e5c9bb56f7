package io.github.tfsaliency.method.path;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.explain.Scores;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.raster.GaussianBlur;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import io.github.tfsaliency.sampling.Variants;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** Gradients along blurred copies of pictures, times how these change. */
final class BlurPath {
  private static final int PICTURE_RANK = 3;

  private final BlurIg method;
  private final Samples samples;
  private final ImmutableSet<String> pictures;

  /** How pictures change at the steps that are on their way through the model. */
  private final Map<Step, float[]> changes = new HashMap<>();

  private record Step(int sample, int step, String input) {}

  /**
   * Plans paths.
   *
   * @throws UnsupportedModelException if no input is a picture
   */
  BlurPath(BlurIg method, Samples samples) {
    this.method = method;
    this.samples = samples;
    pictures =
        samples.changed().stream()
            .filter(input -> samples.shape(input).numDimensions() == PICTURE_RANK)
            .collect(ImmutableSet.toImmutableSet());
    if (pictures.isEmpty()) {
      throw new UnsupportedModelException(
          Message.of(
              "None of the inputs %s is a picture of rows, columns and channels, so none can be"
                  + " blurred.\nMaybe use IntegratedGradients or GuidedIg, which take any input.",
              samples.shown()));
    }
  }

  /** The sum over all steps. */
  GradientResult integrate(Passes passes, ResolvedTargets targets) {
    Scores scores = passes.scores(samples.batch(), targets);
    ResolvedTargets chosen = scores.chosen(targets);
    MapSums sums = new MapSums(samples.count());
    Variants.of(samples, method.steps(), this::writeStep)
        .explain(
            Gradient.of(),
            passes,
            chosen,
            (sample, step, map) -> {
              if (pictures.contains(map.input())) {
                add(sums, sample, step, map);
              }
            });
    double[] blurredScores = new double[samples.count()];
    Variants.of(samples, 1, this::writeBlurred)
        .score(passes, chosen, (sample, variant, score) -> blurredScores[sample] = score);
    ImmutableDoubleArray totals = sums.totals();
    ImmutableDoubleArray.Builder gaps = ImmutableDoubleArray.builder();
    for (int i = 0; i < samples.count(); i++) {
      gaps.add(totals.get(i) - (scores.values().get(i) - blurredScores[i]));
    }
    return new GradientResult(
        sums.maps(), scores.targets(), scores.values(), Optional.of(gaps.build()));
  }

  private void writeStep(int sample, int step, String input, float[] values, int offset) {
    if (!pictures.contains(input)) {
      copy(sample, input, values, offset);
      return;
    }
    GaussianBlur blur = blur(sample, input);
    double[][] here = blur.at(method.sigma(step));
    double[][] beyond = blur.at(method.sigma(step) + method.gradStep());
    for (int row = 0; row < here.length; row++) {
      for (int i = 0; i < here[row].length; i++) {
        beyond[row][i] = (beyond[row][i] - here[row][i]) / method.gradStep();
      }
    }
    GaussianBlur.write(here, values, offset);
    float[] change = new float[samples.size(input)];
    GaussianBlur.write(beyond, change, 0);
    changes.put(new Step(sample, step, input), change);
  }

  private void writeBlurred(int sample, int variant, String input, float[] values, int offset) {
    if (pictures.contains(input)) {
      GaussianBlur.write(blur(sample, input).at(method.sigma(method.steps())), values, offset);
    } else {
      copy(sample, input, values, offset);
    }
  }

  private void copy(int sample, String input, float[] values, int offset) {
    int size = samples.size(input);
    System.arraycopy(samples.values(input), sample * size, values, offset, size);
  }

  private GaussianBlur blur(int sample, String input) {
    Shape shape = samples.shape(input);
    return GaussianBlur.of(
        samples.values(input),
        sample * samples.size(input),
        (int) shape.get(0),
        (int) shape.get(1),
        (int) shape.get(2));
  }

  private void add(MapSums sums, int sample, int step, Variants.MapSlice map) {
    float[] change = requireNonNull(changes.remove(new Step(sample, step, map.input())));
    double[] sum = sums.of(map.input(), samples.shape(map.input()));
    double width = method.sigma(step + 1) - method.sigma(step);
    int first = sample * change.length;
    for (int i = 0; i < change.length; i++) {
      sum[first + i] -= width * change[i] * map.values()[map.offset() + i];
    }
  }
}
