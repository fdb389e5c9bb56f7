package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.engine.ChunkedPasses;
import io.github.tfsaliency.engine.SessionDevices;
import io.github.tfsaliency.inspect.Device;
import io.github.tfsaliency.method.RectifiedGradient;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.References;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** What is done for a session with a GPU, in one on the processor that is taken for such a one. */
class PretendedGpuTest {
  private static final SessionOptions OPTIONS = SessionOptions.of().withGpuMemoryFraction(0.123);
  private static final Device GPU = new Device("GPU:0", "GPU", 80L << 30);

  private static Model plain;
  private static Model onGpu;

  @BeforeAll
  static void load() {
    SessionDevices.pretend(
        OPTIONS.config(), ImmutableList.of(new Device("CPU:0", "CPU", 1 << 28), GPU));
    plain = Model.load(References.model("vgg"));
    onGpu = Model.from(References.model("vgg")).session(OPTIONS).load();
  }

  @AfterAll
  static void close() {
    plain.close();
    onGpu.close();
  }

  @Test
  void aModelNamesItsDevices() {
    assertThat(onGpu.devices()).extracting(Device::name).containsExactly("CPU:0", "GPU:0");
    assertThat(OPTIONS.devices()).isEqualTo(onGpu.devices());
  }

  @Test
  void aComputationMayTakeAShareOfTheGpu() {
    assertThat(ChunkedPasses.memoryOf(onGpu.engine())).isEqualTo(10L << 30);
    assertThat(Recorder.circumstances(onGpu).memory()).isEqualTo(10L << 30);
    assertThat(ChunkedPasses.memoryOf(plain.engine())).isEqualTo(Saliency.defaultMemory());
  }

  @Test
  void rectGradUsesNoOpWithoutAKernelThere() {
    assertThat(ops(onGpu)).contains("TopKV2").doesNotContain("NthElement");
    assertThat(ops(plain)).contains("NthElement").doesNotContain("TopKV2");
  }

  private static Set<String> ops(Model model) {
    return model
        .engine()
        .graphs(RectifiedGradient.percentile(98).gradients().get(0))
        .gradient()
        .getNodeList()
        .stream()
        .map(NodeDef::getOp)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rectified-gradient",
        "rectified-gradient:percentile=0",
        "rectified-gradient:percentile=100",
        "rectified-gradient:percentile=50,variant=mod",
        "rectified-gradient:percentile=90,variant=proportional",
        "rectified-gradient:percentile=70,derivative=true",
        "smooth-grad:samples=3,inner=rectified-gradient:percentile=95"
      })
  void rectGradsMapsHaveTheSameBits(String method) {
    for (FloatNdArray input :
        new FloatNdArray[] {
          Inputs.uniform(1, 1, 32, 32, 3), Inputs.uniform(2, 5, 32, 32, 3), constant(2)
        }) {
      assertThat(map(onGpu, method, input)).isEqualTo(map(plain, method, input));
    }
  }

  /** All contributions of a place are tied with those of its neighbours. */
  private static FloatNdArray constant(int samples) {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(samples, 32, 32, 3));
    values.scalars().forEach(value -> value.setFloat(0.5f));
    return values;
  }

  private static float[] map(Model model, String method, FloatNdArray input) {
    return Saliency.of(model).method(MethodSpecs.parse(method)).compute(input).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"float64", "mixed_float16", "conv1d", "lstm", "mobilenet"})
  void rectGradsMapsOfOtherModelsHaveTheSameBits(String name) {
    try (Model here = Model.load(References.model(name));
        Model there = Model.from(References.model(name)).session(OPTIONS).load()) {
      long[] shape = here.inputShape(here.inputNames().get(0)).asArray();
      shape[0] = 3;
      FloatNdArray input = Inputs.uniform(4, shape);

      assertThat(map(there, "rectified-gradient:percentile=80", input))
          .isEqualTo(map(here, "rectified-gradient:percentile=80", input));
    }
  }
}
