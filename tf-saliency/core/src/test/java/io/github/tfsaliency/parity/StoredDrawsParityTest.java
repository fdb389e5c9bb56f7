package io.github.tfsaliency.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.GradientResult;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.NoisyMethod;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.support.Maps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Maps of methods that draw, from what other people's software has drawn, agree with its own. */
class StoredDrawsParityTest {
  private static final int COPIES = 4;

  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void smoothGradIsCaptums(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      AttributionMethod method = copies(SmoothGrad.of(new GradientAtNoise(peers)));

      assertThat(error("smoothgrad/smoothgrad", peers, method)).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void smoothGradSquaredIsCaptums(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      AttributionMethod method = copies(SmoothGradSquared.of(new GradientAtNoise(peers)));

      assertThat(error("smoothgrad/smoothgrad_sq", peers, method)).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void varGradIsCaptums(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      AttributionMethod method = copies(VarGrad.of(new GradientAtNoise(peers)));

      assertThat(error("smoothgrad/vargrad", peers, method)).isLessThan(TOLERANCE);
    }
  }

  private static double error(String path, PeerValues peers, AttributionMethod method) {
    return peers.error(
        path,
        Saliency.of(peers.model())
            .method(method)
            .target(Target.classIndices(peers.targets()))
            .compute(peers.input())
            .values());
  }

  /** The gradient where stored noise moves a copy: all copies of a sample, then the next sample. */
  private static final class GradientAtNoise implements AttributionMethod {
    private static final long serialVersionUID = 1;

    private final FloatNdArray noise;
    private int copies;

    GradientAtNoise(PeerValues peers) {
      noise = peers.stored("smoothgrad/noise");
    }

    @Override
    public GradientResult attribute(Passes passes, Batch batch, ResolvedTargets targets) {
      FloatNdArray input = batch.only();
      float[] moved = Maps.array(input);
      int size = moved.length / batch.sampleCount();
      for (int row = 0; row < batch.sampleCount(); row++, copies++) {
        float[] added = Maps.array(noise.get(copies % COPIES, copies / COPIES));
        for (int i = 0; i < size; i++) {
          moved[row * size + i] += added[i];
        }
      }
      FloatNdArray values = NdArrays.wrap(input.shape(), DataBuffers.of(moved, true, false));
      String name = batch.inputs().keySet().asList().get(0);
      return Gradient.of()
          .attribute(
              passes, new Batch(ImmutableMap.of(name, values), batch.sampleCount()), targets);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"mlp", "vgg", "resnet", "mobilenet"})
  void scoresOfHiddenInputsAreThoseOfPyTorch(String network) {
    try (PeerValues peers = PeerValues.of(network)) {
      float[][] masks = peers.rows("rise/masks");

      assertThat(peers.error("rise/scores", masks.length, sample -> scores(peers, masks, sample)))
          .isLessThan(TOLERANCE);
    }
  }

  /** Xplique adds 1e-4 to the sum of the masks, which is about 1e-5 of it at most. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "mlp, map", "vgg, map", "resnet, map", "mobilenet, map",
    "mlp, xplique_map", "vgg, xplique_map", "resnet, xplique_map", "mobilenet, xplique_map"
  })
  void meanOfScoresWeightedByStoredMasksIsTheMapOfRise(String network, String map) {
    try (PeerValues peers = PeerValues.of(network)) {
      float[][] masks = peers.rows("rise/masks");

      assertThat(
              peers.error(
                  "rise/" + map,
                  peers.pixels(),
                  sample -> mean(masks, scores(peers, masks, sample))))
          .isLessThan(TOLERANCE);
    }
  }

  private static double[] scores(PeerValues peers, float[][] masks, int sample) {
    ScoreFunction scores = peers.scores(sample);
    float[] input = Maps.array(peers.input(sample));
    float[] hidden = new float[masks.length * input.length];
    for (int i = 0; i < hidden.length; i++) {
      int element = i % input.length;
      hidden[i] = input[element] * masks[i / input.length][element / peers.channels()];
    }
    return scores.scores(
        NdArrays.wrap(
            peers.input(sample).shape().prepend(masks.length),
            DataBuffers.of(hidden, true, false)));
  }

  private static double[] mean(float[][] masks, double[] scores) {
    double[] mean = new double[masks[0].length];
    for (int pixel = 0; pixel < mean.length; pixel++) {
      double kept = 0;
      for (int k = 0; k < masks.length; k++) {
        mean[pixel] += scores[k] * masks[k][pixel];
        kept += masks[k][pixel];
      }
      mean[pixel] /= kept;
    }
    return mean;
  }

  /** Draws nothing: the copies are the input itself, and the noise is added within. */
  private static NoisyMethod copies(NoisyMethod method) {
    return method.withSamples(COPIES).withNoise(0).withSeed(0);
  }
}
