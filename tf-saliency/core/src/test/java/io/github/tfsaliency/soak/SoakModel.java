package io.github.tfsaliency.soak;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import io.github.tfsaliency.Internals;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.engine.GraphNodes;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Inputs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** A model that is closed and loaded again under its callers, and all maps that it may be asked. */
final class SoakModel implements AutoCloseable {
  private static final ImmutableList<AttributionMethod> METHODS =
      ImmutableList.of(
          Gradient.of(),
          InputXGradient.of(),
          GuidedBackprop.of(),
          Lrp.epsilon(0.1),
          IntegratedGradients.of().withSteps(8),
          SmoothGrad.of(Gradient.of()).withSamples(6).withNoise(0.15).withSeed(1));

  /** What is exported, again and again. */
  static final AttributionMethod EXPORTED = Gradient.of();

  /** One sample at once, a few, and all. */
  private static final ImmutableList<Long> MEMORIES = ImmutableList.of(1L, 1L << 18, 1L << 29);

  private static final int BATCHES = 3;

  private final Path folder;
  private volatile Model current;
  private final ImmutableList<Question> questions;
  private final int mostNodes;

  /** A call, and its answer when nothing else runs. */
  static final class Question {
    private final SoakModel model;
    private final AttributionMethod method;
    private final FloatNdArray input;
    private final long memory;
    private final float[] answer;

    Question(SoakModel model, AttributionMethod method, FloatNdArray input, long memory) {
      this.model = model;
      this.method = method;
      this.input = input;
      this.memory = memory;
      this.answer = values(saliency().compute(input));
    }

    Saliency saliency() {
      return Saliency.of(model.current).method(method).memory(memory);
    }

    FloatNdArray input() {
      return input;
    }

    /** Whether a map is the one that was computed alone, bit for bit. */
    boolean isAnsweredBy(Attribution map) {
      return Arrays.equals(values(map), answer);
    }

    @Override
    public String toString() {
      return model.folder
          + " by "
          + MethodSpecs.print(method)
          + " of "
          + input.shape()
          + " within "
          + memory;
    }
  }

  private SoakModel(Path folder, Path scratch, long[] shape) {
    this.folder = folder;
    this.current = Model.load(folder);
    ImmutableList.Builder<Question> all = ImmutableList.builder();
    for (int batch = 1; batch <= BATCHES; batch++) {
      FloatNdArray input = Inputs.uniform(batch, Longs.concat(new long[] {2 * batch - 1}, shape));
      for (AttributionMethod method : METHODS) {
        for (long memory : MEMORIES) {
          all.add(new Question(this, method, input, memory));
        }
      }
    }
    this.questions = all.build();
    Saliency.of(current).method(EXPORTED).export(scratch.resolve(folder.getFileName()));
    this.mostNodes = GraphNodes.of(Internals.engine(current));
  }

  static SoakModel load(String name, Path scratch, long... shape) {
    return new SoakModel(Path.of("src/test/resources/models", name), scratch, shape);
  }

  Question question(SplittableRandom random) {
    return questions.get(random.nextInt(questions.size()));
  }

  /** Whoever holds the old one is told that it is closed. */
  synchronized void reload() {
    Model old = current;
    current = Model.load(folder);
    old.close();
  }

  Model current() {
    return current;
  }

  long nodes() {
    return GraphNodes.of(Internals.engine(current));
  }

  /** The nodes once all methods were asked, and one exported. */
  long mostNodes() {
    return mostNodes;
  }

  private static float[] values(Attribution map) {
    float[] values = new float[Math.toIntExact(map.values().size())];
    map.values().copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  @Override
  public void close() {
    current.close();
  }
}
