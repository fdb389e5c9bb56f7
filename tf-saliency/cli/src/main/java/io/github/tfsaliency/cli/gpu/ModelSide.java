package io.github.tfsaliency.cli.gpu;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.math.Quantiles;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.SessionOptions;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.sample.PixelView;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** A model in a session of its own. */
final class ModelSide implements Side {
  private static final int COMPARED_SAMPLES = 2;
  private static final int WARM_UP = 2;
  private static final int RUNS = 7;
  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final long SEED = 1;
  private static final long MEBIBYTE = 1L << 20;
  private static final double MOST_PIXEL = 255;

  private final Path folder;
  private final SessionOptions options;
  private final Model model;
  private final Shape sample;

  private ModelSide(Path folder, SessionOptions options, Model model, Shape sample) {
    this.folder = folder;
    this.options = options;
    this.model = model;
    this.sample = sample;
  }

  /**
   * Loads the model.
   *
   * @throws SaliencyException if it cannot be loaded, or nothing says what its samples are like
   */
  static ModelSide open(Path folder, SessionOptions options) {
    Model model = Model.from(folder).session(options).load();
    try {
      return new ModelSide(folder, options, model, sample(model));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Shape sample(Model model) {
    boolean isOfNumbers =
        model.inputNames().size() == 1
            && model.attributedTensors().containsKey(Iterables.getOnlyElement(model.inputNames()));
    Shape shape = isOfNumbers ? model.inputShape(model.inputNames().get(0)) : Shape.unknown();
    if (shape.isUnknown() || shape.tail().hasUnknownDimension()) {
      throw new SaliencyException(
          Message.of(
              "No samples can be drawn for the model '%s': it has several inputs, or sizes that it"
                  + " leaves open.\nMaybe check another one.",
              model.directory()));
    }
    return shape.tail();
  }

  private FloatNdArray samples(int count, Probe.Input input) {
    float[] values = new float[Math.toIntExact(count * sample.size())];
    Optional<PixelEncoding> encoding = model.encoding();
    Random random = new Random(SEED);
    for (int i = 0; i < values.length; i++) {
      double drawn = input == Probe.Input.CONSTANT ? 0.5 : random.nextDouble();
      values[i] =
          (float) encoding.map(pixels -> encoded(drawn, pixels)).orElse(drawn).doubleValue();
    }
    return NdArrays.wrap(sample.prepend(count), DataBuffers.of(values, true, false));
  }

  private static double encoded(double part, PixelEncoding encoding) {
    return (part * MOST_PIXEL - encoding.offset().get(0)) / encoding.scale().get(0);
  }

  @Override
  public float[] map(Probe probe) {
    FloatNdArray samples = samples(COMPARED_SAMPLES, probe.input());
    Saliency saliency = saliency(probe.method());
    if (MethodSpecs.parse(probe.method()).mapsInputs()) {
      return saliency.compute(samples).toArray();
    }
    ImmutableList<String> layers = model.weightedLayers();
    String layer = layers.get(layers.size() / 2);
    return PixelView.floats(saliency.layers(samples, layer).at(layer));
  }

  private Saliency saliency(String method) {
    return Saliency.of(model).method(MethodSpecs.parse(method));
  }

  @Override
  public double forwardSeconds(int batch) {
    FloatNdArray samples = samples(batch, Probe.Input.RANDOM);
    return seconds(() -> model.predict(samples));
  }

  @Override
  public double mapSeconds(String method, int batch) {
    FloatNdArray samples = samples(batch, Probe.Input.RANDOM);
    Saliency saliency = saliency(method);
    return seconds(() -> saliency.compute(samples));
  }

  /** The first runs build graphs, choose kernels and compile. */
  private static double seconds(Supplier<?> computation) {
    for (int i = 0; i < WARM_UP; i++) {
      var unused = computation.get();
    }
    Stopwatch all = Stopwatch.createStarted();
    List<Double> seconds = new ArrayList<>();
    while (seconds.size() < RUNS && (seconds.isEmpty() || all.elapsed().compareTo(LONGEST) < 0)) {
      Stopwatch watch = Stopwatch.createStarted();
      var unused = computation.get();
      seconds.add(watch.elapsed().toNanos() / 1e9);
    }
    return Quantiles.median().compute(seconds);
  }

  @Override
  public void allowTensorFloat32(boolean isAllowed) {
    // The switch of the process is set as a model is loaded.
    Model.from(folder).session(isAllowed ? options.withTensorFloat32() : options).load().close();
  }

  @Override
  public ImmutableList<String> devices() {
    return model.devices().stream()
        .map(
            device ->
                device.isGpu()
                    ? Message.of("%s (%s MiB)", device.name(), device.memory() / MEBIBYTE)
                    : device.name())
        .collect(toImmutableList());
  }

  @Override
  public ImmutableList<Probe> probes() {
    return Probes.of(sample, model.layers());
  }

  @Override
  public void close() {
    model.close();
  }
}
