package io.github.tfsaliency.examples.experiment;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.examples.model.Logits;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import java.util.function.Function;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Changes a photograph step by step until another class is the model's top one: each channel value
 * by one of its 256 levels along the sign of the gradient of the difference of the two logits.
 *
 * <pre>
 *   x_(k+1) = clip(x_k + sign(d (S_new - S_old) / dx)), within epsilon of x_0 and within 0..255
 * </pre>
 *
 * <p>As the step is one level, the result is a photograph of 8 bits, too.
 *
 * <p>Source: Kurakin, Goodfellow, Bengio, <i>Adversarial examples in the physical world</i>, 2017,
 * the basic iterative method, here towards a given class.
 *
 * @param epsilon by how many levels of 255 a channel value may change at most
 * @param maxSteps how long to try
 */
record IterativeAttack(int epsilon, int maxSteps) {
  private static final float BRIGHTEST = 255;

  IterativeAttack {
    checkArgument(epsilon > 0, "The largest change (%s levels) must be positive.", epsilon);
    checkArgument(maxSteps > 0, "The number of steps (%s) must be positive.", maxSteps);
  }

  /**
   * What came of it.
   *
   * @param input the attacked photograph as the model takes it
   * @param reached whether the new class is the top one
   * @param steps how many it took
   * @param levels the change of each channel value, in the model's order
   */
  record Outcome(FloatNdArray input, boolean reached, int steps, ImmutableIntArray levels) {}

  /** Attacks one photograph. */
  Outcome run(
      Model model,
      Function<Model, Saliency> explaining,
      FittedPhoto photo,
      int oldClass,
      int newClass) {
    float[] clean = levels(photo);
    float[] now = clean.clone();
    Saliency gradients =
        explaining
            .apply(model)
            .method(Gradient.of())
            .target(Target.classIndices(newClass, oldClass));
    FloatNdArray input = photo.input();
    int steps = 0;
    boolean reached = isTop(model, input, newClass);
    while (!reached && steps < maxSteps) {
      float[] both = Figures.array(gradients.compute(Figures.stacked(input, input)).values());
      for (int i = 0; i < now.length; i++) {
        double uphill = (both[i] - both[now.length + i]) / photo.encoding().scale().get(i % 3);
        now[i] = clip(now[i] + Math.signum((float) uphill), clean[i] - epsilon, clean[i] + epsilon);
      }
      input = encode(photo.encoding(), now, input.shape());
      steps++;
      reached = isTop(model, input, newClass);
    }
    int[] changes = new int[now.length];
    for (int i = 0; i < now.length; i++) {
      changes[i] = Math.round(now[i] - clean[i]);
    }
    return new Outcome(input, reached, steps, ImmutableIntArray.copyOf(changes));
  }

  private static boolean isTop(Model model, FloatNdArray input, int index) {
    return Logits.top(model.predict(input).get(0)) == index;
  }

  private static float clip(float value, float low, float high) {
    return Math.max(Math.max(low, 0), Math.min(Math.min(high, BRIGHTEST), value));
  }

  /** The pixels in 0..255, in the model's order of the channels. */
  private static float[] levels(FittedPhoto photo) {
    float[] levels = Figures.array(photo.input());
    for (int i = 0; i < levels.length; i++) {
      levels[i] =
          Math.round(
              levels[i] * photo.encoding().scale().get(i % 3)
                  + photo.encoding().offset().get(i % 3));
    }
    return levels;
  }

  private static FloatNdArray encode(PixelEncoding encoding, float[] levels, Shape shape) {
    float[] values = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      values[i] =
          (float) ((levels[i] - encoding.offset().get(i % 3)) / encoding.scale().get(i % 3));
    }
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }
}
