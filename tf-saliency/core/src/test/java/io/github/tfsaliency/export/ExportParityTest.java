package io.github.tfsaliency.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import com.google.gson.Gson;
import io.github.tfsaliency.ExportOption;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Baseline;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.SinglePassMethod;
import io.github.tfsaliency.method.DeconvNet;
import io.github.tfsaliency.method.DeepLift;
import io.github.tfsaliency.method.FullGrad;
import io.github.tfsaliency.method.GradCam;
import io.github.tfsaliency.method.GradCamPlusPlus;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.GuidedBackprop;
import io.github.tfsaliency.method.GuidedGradCam;
import io.github.tfsaliency.method.HiResCam;
import io.github.tfsaliency.method.InputXGradient;
import io.github.tfsaliency.method.LayerCam;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.SmoothGradSquared;
import io.github.tfsaliency.method.VarGrad;
import io.github.tfsaliency.method.XGradCam;
import io.github.tfsaliency.method.path.ExpectedGradients;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZBox;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What TensorFlow makes of an exported explanation is what {@code compute} gives. With {@code
 * EXPLANATIONS}, a folder, in the environment the exports are kept there, with what they should
 * give, for {@code check_export.py} to run them in Python.
 *
 * <p>Compared sample by sample: kernels round otherwise for another number of samples, and where a
 * ReLU6 is close to its bend a last bit decides whether a gradient passes. Java's own gradients of
 * EfficientNet-Lite0 differ by 5e-3 between two samples together and one after the other. The
 * methods of one pass run in the same batches, so these are compared too.
 */
class ExportParityTest {
  private static final Path MODELS = Path.of("src", "test", "resources", "models");
  private static final Path EMBEDDED = Path.of("..", "..", "savedmodels");
  private static final Optional<Path> EXPORTS =
      Optional.ofNullable(System.getenv("EXPLANATIONS")).map(Path::of);
  private static final long ONE_SAMPLE_AT_ONCE = 1;
  private static final ImmutableList<Long> INDICES = ImmutableList.of(-1L, 2L);
  private static final Target TARGETS =
      Target.perSample(List.of(Target.top(), Target.classIndex(2)));
  private static final ImmutableList<String> WITH_ALL_METHODS = ImmutableList.of("vgg", "vit");
  private static final double TOLERANCE = 1e-6;

  /** Through a normalization DeepLIFT's multipliers are differences of much larger ones. */
  private static final double OF_DIFFERENCES = 1e-5;

  @TempDir private Path folder;

  /** One of each kind for three of the models, so that the test stays short. */
  private static ImmutableList<AttributionMethod> methods(String model) {
    return WITH_ALL_METHODS.contains(model)
        ? methods()
        : ImmutableList.of(
            Gradient.of(),
            RectifiedGradient.percentile(80)
                .withVariant(RectifiedGradient.Variant.MOD)
                .withPaddingTrick(),
            DeepLift.of(0.25),
            GuidedGradCam.of(),
            FullGrad.of(),
            Lrp.of(Composite.epsilonPlusFlat()),
            Lrp.alphaBeta(2, 1),
            IntegratedGradients.of().withSteps(5),
            SmoothGrad.of(Gradient.of()).withSamples(3));
  }

  private static ImmutableList<AttributionMethod> methods() {
    return ImmutableList.of(
        Gradient.of(),
        InputXGradient.of(),
        GuidedBackprop.of(),
        DeconvNet.of(),
        RectifiedGradient.percentile(90),
        RectifiedGradient.threshold(0).withMultiplicationByInput(),
        RectifiedGradient.percentile(80)
            .withVariant(RectifiedGradient.Variant.MOD)
            .withPaddingTrick(),
        RectifiedGradient.percentile(80).withVariant(RectifiedGradient.Variant.PROPORTIONAL),
        DeepLift.of(0.25),
        DeepLift.of(0).withRescaledMaxPool(),
        GradCam.of(),
        GradCamPlusPlus.of(),
        HiResCam.of(),
        LayerCam.of(),
        XGradCam.of(),
        FullGrad.of(),
        GuidedGradCam.of(),
        Lrp.epsilon(1e-6),
        Lrp.zPlus(),
        Lrp.alphaBeta(2, 1),
        Lrp.gamma(0.25),
        Lrp.of(Composite.epsilonPlusFlat()),
        Lrp.of(Composite.epsilonAlpha2Beta1Flat()),
        Lrp.of(Composite.epsilonGammaBox(ZBox.of(0, 1))),
        Lrp.of(Composite.excitationBackprop()),
        IntegratedGradients.of().withSteps(5),
        ExpectedGradients.of(Baseline.constant(0), Baseline.constant(1)).withSamples(4),
        SmoothGrad.of(Gradient.of()).withSamples(3),
        SmoothGradSquared.of(Gradient.of()).withSamples(2),
        VarGrad.of(GradCam.of()).withSamples(3));
  }

  /**
   * What one method gave.
   *
   * @param folder the exported model's
   * @param input the shape of both samples
   * @param method how it is written
   * @param singlePass whether both samples together give what they give alone
   * @param targets what was asked for
   * @param explained what was chosen
   * @param scores of that
   * @param map the shape of both samples' maps
   * @param tolerance what an export may differ, in parts of the largest value
   */
  private record Case(
      String folder,
      List<Long> input,
      String method,
      boolean singlePass,
      List<Long> targets,
      List<Long> explained,
      List<Double> scores,
      List<Long> map,
      double tolerance) {}

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "resnet", "mobilenet", "vit", "efficientnet-lite0"})
  void tensorFlowGivesTheMapOfJava(String name) throws IOException {
    Path exports = Files.createDirectories(EXPORTS.orElse(folder).resolve(name));
    Path directory =
        name.startsWith("efficientnet") ? EMBEDDED.resolve(name) : MODELS.resolve(name);
    List<Case> cases = new ArrayList<>();
    Map<Case, Double> errors = new HashMap<>();
    try (Model model = Model.load(directory)) {
      FloatNdArray batch =
          Inputs.uniform(7, Shape.of(2).append(model.inputShape().tail()).asArray());
      write(exports.resolve("input"), batch);
      for (AttributionMethod method : methods(name)) {
        Saliency saliency = Saliency.of(model).method(method).target(TARGETS);
        Optional<Attribution> alone = alone(saliency, batch);
        if (alone.isPresent()) {
          Path export = exports.resolve("at_" + cases.size());
          // Picture files have EncodedParityTest.
          saliency.export(export, ExportOption.ARRAYS_ONLY);
          Attribution together = saliency.compute(batch);
          double tolerance =
              isWhatRemains(method, name)
                  ? ofRemainder(saliency, batch, together)
                  : tolerance(method, name);
          Case written = written(batch, export, method, alone.get(), together, tolerance);
          cases.add(written);
          errors.put(written, error(export, batch, alone.get(), together, written));
        }
      }
    }
    Files.writeString(exports.resolve("cases.json"), new Gson().toJson(cases));
    assertThat(cases).hasSizeGreaterThan(8);
    assertThat(cases)
        .allSatisfy(
            written ->
                assertThat(requireNonNull(errors.get(written)))
                    .as("%s of %s", written.method(), name)
                    .isLessThan(written.tolerance()));
  }

  /** What has no rule for a model of attention has none when it is exported either. */
  private Optional<Attribution> alone(Saliency saliency, FloatNdArray batch) {
    try {
      return Optional.of(saliency.memory(ONE_SAMPLE_AT_ONCE).compute(batch));
    } catch (SaliencyException e) {
      assertThatThrownBy(() -> saliency.export(folder.resolve("none")))
          .isInstanceOf(e.getClass())
          .hasMessage(e.getMessage());
      assertThat(folder.resolve("none")).doesNotExist();
      return Optional.empty();
    }
  }

  private static Case written(
      FloatNdArray batch,
      Path export,
      AttributionMethod method,
      Attribution alone,
      Attribution together,
      double tolerance)
      throws IOException {
    write(export.resolveSibling(export.getFileName() + ".alone"), alone.values());
    write(export.resolveSibling(export.getFileName() + ".together"), together.values());
    boolean singlePass = method instanceof SinglePassMethod || method instanceof GuidedGradCam;
    return new Case(
        export.getFileName().toString(),
        Longs.asList(batch.shape().asArray()),
        MethodSpecs.print(method),
        singlePass,
        INDICES,
        alone.targets().asList(),
        alone.scores().asList(),
        Longs.asList(alone.values().shape().asArray()),
        tolerance);
  }

  private static double tolerance(AttributionMethod method, String model) {
    return model.equals("vit") && method instanceof DeepLift ? OF_DIFFERENCES : TOLERANCE;
  }

  /**
   * A transformer's gradient has sums of three and more terms, and TensorFlow begins them with
   * whichever term's memory it may reuse just then. Where a map is what remains when values cancel,
   * as the signed values of a normalized layer do, the last bits of its terms are more than those
   * of the map.
   *
   * <p>The default layer of an activation map is such a one. Grad-CAM++ weighs its gradients place
   * by place and LayerCAM rectifies them so. Grad-CAM, whose weights are means over places, is held
   * to what all others are.
   */
  private static boolean isWhatRemains(AttributionMethod method, String model) {
    return model.equals("vit")
        && (method instanceof HiResCam
            || method instanceof XGradCam
            || method instanceof GradCamPlusPlus
            || method instanceof LayerCam
            || MethodSpecs.print(method).startsWith("var-grad"));
  }

  /** How much more, Java's own maps show when each value of the input differs in its last bit. */
  private static double ofRemainder(Saliency saliency, FloatNdArray batch, Attribution together) {
    FloatNdArray next = NdArrays.ofFloats(batch.shape());
    batch
        .scalars()
        .forEachIndexed((index, value) -> next.setFloat(Math.nextUp(value.getFloat()), index));
    double error = Maps.of(saliency.compute(next).values(), together.values()).largestError();
    return Math.max(TOLERANCE, 4 * error);
  }

  private static double error(
      Path export, FloatNdArray batch, Attribution alone, Attribution together, Case expected) {
    double error = 0;
    try (SavedModelBundle bundle = SavedModelBundle.load(export.toString())) {
      for (int i = 0; i < INDICES.size(); i++) {
        FloatNdArray sample = NdArrays.ofFloats(Shape.of(1).append(batch.get(i).shape()));
        sample.set(batch.get(i), 0);
        error = Math.max(error, error(bundle, sample, i, i + 1, alone));
      }
      if (expected.singlePass()) {
        error = Math.max(error, error(bundle, batch, 0, INDICES.size(), together));
      }
    }
    return error;
  }

  /** Of the samples from start to before end. */
  private static double error(
      SavedModelBundle bundle, FloatNdArray samples, int start, int end, Attribution expected) {
    SessionFunction explain = bundle.function("explain");
    String input =
        explain.signature().inputNames().stream()
            .filter(name -> !name.equals("target") && !name.equals("seed"))
            .findFirst()
            .orElseThrow();
    long[] targets = Longs.toArray(INDICES.subList(start, end));
    try (TFloat32 values = TFloat32.tensorOf(samples.shape(), samples::copyTo);
        TInt64 target = TInt64.vectorOf(targets);
        TInt64 seed = TInt64.scalarOf(1)) {
      Map<String, Tensor> arguments = new HashMap<>(Map.of(input, values, "target", target));
      if (explain.signature().inputNames().contains("seed")) {
        arguments.put("seed", seed);
      }
      try (Result result = explain.call(arguments)) {
        TFloat32 maps = (TFloat32) result.get("attribution").orElseThrow();
        TFloat32 scores = (TFloat32) result.get("score").orElseThrow();
        TInt64 chosen = (TInt64) result.get("target").orElseThrow();
        double error = 0;
        for (int i = start; i < end; i++) {
          assertThat(chosen.getLong(i - start)).isEqualTo(expected.targets().get(i));
          assertThat((double) scores.getFloat(i - start))
              .isCloseTo(
                  expected.scores().get(i),
                  within(1e-5 * (1 + Math.abs(expected.scores().get(i)))));
          error =
              Math.max(
                  error, Maps.of(maps.get(i - start), expected.values().get(i)).largestError());
        }
        return error;
      }
    }
  }

  private static void write(Path file, FloatNdArray values) throws IOException {
    float[] array = new float[Math.toIntExact(values.shape().size())];
    values.copyTo(DataBuffers.of(array, false, false));
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * array.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(array);
    Files.write(file, bytes.array());
  }
}
