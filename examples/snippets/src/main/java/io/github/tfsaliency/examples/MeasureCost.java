package io.github.tfsaliency.examples;

import static com.google.common.base.Preconditions.checkNotNull;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.hiding.Occlusion;
import io.github.tfsaliency.method.hiding.Rise;
import io.github.tfsaliency.method.path.BlurIg;
import io.github.tfsaliency.method.path.GuidedIg;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.method.path.Xrai;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.spec.MethodSpecs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Measures the cost of every method in multiples of the model's own forward pass, in one process.
 *
 * <p>The model's own forward pass is its signature called through TensorFlow Java's
 * SavedModelBundle. Interleaved with it, so that a slow spell of the machine hits all alike;
 * medians.
 */
public final class MeasureCost {
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 15;
  private static final int ROUNDS_OF_MANY_PASSES = 3;
  private static final double NANOS = 1e9;

  private MeasureCost() {}

  /**
   * Prints a table.
   *
   * @param arguments the SavedModel's folder, the batch size (1 by default), and the methods as the
   *     command line writes them (many that suit convolutional networks by default)
   * @throws IOException never but on a system without /proc that has it
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    PrintStream out = System.out;
    long start = System.nanoTime();
    try (Model model = Model.load(folder)) {
      out.printf(Locale.ROOT, "load %.1f s; %s%n", seconds(start), memory());
      FloatNdArray input = noise(model.inputShape(), batch);
      boolean chosen = arguments.length > 2;
      List<AttributionMethod> methods =
          chosen ? Arrays.stream(arguments).skip(2).map(MethodSpecs::parse).toList() : ofOnePass();
      double score = Saliency.of(model).method(methods.get(0)).compute(input).scores().get(0);
      out.printf(Locale.ROOT, "after the first map (score %.3f): %s%n", score, memory());
      double forward = measure(model, folder, input, methods, out);
      if (!chosen) {
        measureManyPasses(model, input, ofManyPasses(), forward, out);
      }
      out.printf("in the end: %s%n", memory());
    }
  }

  private static List<AttributionMethod> ofOnePass() {
    return List.of(
        Gradient.of(),
        InputXGradient.of(),
        GuidedBackprop.of(),
        DeconvNet.of(),
        RectifiedGradient.threshold(0),
        RectifiedGradient.percentile(98),
        Lrp.epsilon(1e-6),
        Lrp.zPlus(),
        Lrp.of(Composite.epsilonPlus()),
        Lrp.of(Composite.epsilonAlpha2Beta1()),
        Lrp.gamma(0.25),
        DeepLift.of(0),
        GradCam.of(),
        FullGrad.of(),
        GuidedGradCam.of());
  }

  private static List<AttributionMethod> ofManyPasses() {
    return List.of(
        IntegratedGradients.of().withSteps(50),
        SmoothGrad.of(Gradient.of()).withSamples(50),
        BlurIg.of().withSteps(50),
        GuidedIg.of().withSteps(50),
        Occlusion.of(32, 32),
        Rise.of().withSamples(100),
        Xrai.of().withSteps(10));
  }

  private static double measure(
      Model model,
      Path folder,
      FloatNdArray input,
      List<AttributionMethod> methods,
      PrintStream out) {
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
        TFloat32 fed = TFloat32.tensorOf(input.shape(), input::copyTo)) {
      Signature signature = bundle.function(model.signature()).signature();
      String inputKey = signature.inputNames().iterator().next();
      List<Supplier<Object>> runs = new ArrayList<>(methods.size() + 2);
      runs.add(() -> forward(bundle, model.signature(), inputKey, fed));
      runs.add(() -> model.predict(input));
      for (AttributionMethod method : methods) {
        Saliency saliency = Saliency.of(model).method(method);
        runs.add(() -> saliency.compute(input));
      }
      double[] medians = medians(runs, ROUNDS);
      print(out, "forward pass of the model itself", medians[0], medians[0]);
      print(out, "forward pass, BatchNorm folded", medians[1], medians[0]);
      for (int i = 0; i < methods.size(); i++) {
        print(out, MethodSpecs.print(methods.get(i)), medians[i + 2], medians[0]);
      }
      return medians[0];
    }
  }

  /** Too long to be interleaved with single forward passes. */
  private static void measureManyPasses(
      Model model,
      FloatNdArray input,
      List<AttributionMethod> methods,
      double forward,
      PrintStream out) {
    List<Supplier<Object>> runs = new ArrayList<>(methods.size());
    for (AttributionMethod method : methods) {
      Saliency saliency = Saliency.of(model).method(method);
      runs.add(() -> saliency.compute(input));
    }
    double[] medians = medians(runs, ROUNDS_OF_MANY_PASSES);
    for (int i = 0; i < methods.size(); i++) {
      print(out, MethodSpecs.print(methods.get(i)), medians[i], forward);
    }
  }

  private static Object forward(
      SavedModelBundle bundle, String signature, String inputKey, TFloat32 input) {
    try (Result result = bundle.function(signature).call(Map.of(inputKey, input))) {
      return result.get(0).shape();
    }
  }

  private static double[] medians(List<Supplier<Object>> runs, int rounds) {
    double[][] times = new double[runs.size()][rounds];
    for (int round = -Math.min(WARM_UPS, rounds / 2); round < rounds; round++) {
      for (int i = 0; i < runs.size(); i++) {
        long start = System.nanoTime();
        checkNotNull(runs.get(i).get());
        if (round >= 0) {
          times[i][round] = seconds(start);
        }
      }
    }
    return Arrays.stream(times)
        .mapToDouble(
            series -> {
              Arrays.sort(series);
              return series[rounds / 2];
            })
        .toArray();
  }

  private static void print(PrintStream out, String what, double time, double forward) {
    out.printf(Locale.ROOT, "%-60s %8.4f s  %6.2f%n", what, time, time / forward);
  }

  private static FloatNdArray noise(Shape shape, int batch) {
    long[] sizes = shape.asArray();
    sizes[0] = batch;
    FloatNdArray values = NdArrays.ofFloats(Shape.of(sizes));
    Random random = new Random(1);
    values.scalars().forEach(value -> value.setFloat(random.nextFloat() * 2 - 1));
    return values;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  private static String memory() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
            .map(line -> line.replaceAll("\\s+", " "))
            .toList()
            .toString()
        : "resident memory unknown on this system";
  }
}
