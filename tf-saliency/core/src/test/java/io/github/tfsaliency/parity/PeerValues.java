package io.github.tfsaliency.parity;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.metric.MapFunction;
import io.github.tfsaliency.metric.ScoreFunction;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.index.Indices;

/** A small network, and what other people's software says of its samples, one at a time. */
final class PeerValues implements AutoCloseable {
  private final String network;
  private final Model model;
  private final References inputs;
  private final References references;
  private final long[] targets;
  private final FloatNdArray input;

  private PeerValues(String network) {
    this.network = network;
    model = Model.load(References.model(network));
    inputs = References.of(network);
    references = References.of("methods/" + network);
    targets = inputs.targets();
    input = inputs.input();
  }

  static PeerValues of(String network) {
    return new PeerValues(network);
  }

  Model model() {
    return model;
  }

  FloatNdArray input() {
    return input;
  }

  FloatNdArray input(int sample) {
    return input.get(sample);
  }

  long[] targets() {
    return targets;
  }

  int pixels() {
    Shape shape = input.shape();
    return Math.toIntExact(shape.numDimensions() == 2 ? shape.get(1) : shape.get(1) * shape.get(2));
  }

  int channels() {
    return Math.toIntExact(input.shape().tail().size() / pixels());
  }

  ScoreFunction scores(int sample) {
    return explained(sample).scoresOf(input(sample));
  }

  MapFunction gradients(int sample) {
    return explained(sample).method(Gradient.of()).mapsOf(input(sample));
  }

  private Saliency explained(int sample) {
    return Saliency.of(model).target(Target.classIndex(targets[sample]));
  }

  /** The gradient as the peers have it, which their metrics are of. */
  FloatNdArray gradient(int sample) {
    return inputs.floats("attribution/gradient").get(sample);
  }

  FloatNdArray stored(String path) {
    return references.floats(path);
  }

  /** What was drawn for a sample, of {@code [n, N, ...]}. */
  FloatNdArray drawn(String path, int sample) {
    return references.floats(path).slice(Indices.all(), Indices.at(sample));
  }

  float[] attribute(String path, String name) {
    return references.attribute(path, name);
  }

  /** The rows of {@code [n, ...]}. */
  float[][] rows(String path) {
    FloatNdArray all = stored(path);
    float[][] rows = new float[Math.toIntExact(all.shape().get(0))][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Maps.array(all.get(i));
    }
    return rows;
  }

  /** How far a number of each sample is from what is stored, in parts of the largest one. */
  double error(String path, IntToDoubleFunction ofSample) {
    return error(path, 1, sample -> new double[] {ofSample.applyAsDouble(sample)});
  }

  /** Several numbers of a sample. */
  @FunctionalInterface
  interface Numbers {
    double[] of(int sample);
  }

  double error(String path, int size, Numbers numbers) {
    float[] actual = new float[targets.length * size];
    for (int sample = 0; sample < targets.length; sample++) {
      double[] values = numbers.of(sample);
      for (int i = 0; i < size; i++) {
        actual[sample * size + i] = (float) values[i];
      }
    }
    FloatNdArray expected = stored(path);
    return error(path, NdArrays.wrap(expected.shape(), DataBuffers.of(actual, true, false)));
  }

  double error(String path, FloatNdArray actual) {
    double error = Maps.of(actual, stored(path)).largestError();
    System.out.printf(Locale.ROOT, "%s %s largest error %.1e%n", network, path, error);
    return error;
  }

  @Override
  public void close() {
    references.close();
    inputs.close();
    model.close();
  }
}
