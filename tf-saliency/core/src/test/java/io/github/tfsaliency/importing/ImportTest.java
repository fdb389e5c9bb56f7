package io.github.tfsaliency.importing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.support.Inputs;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * SavedModels of many makes give the outputs and input gradients that TensorFlow's GradientTape
 * computes on the model reloaded from disk (src/test/resources/references/README.md).
 */
@TestInstance(Lifecycle.PER_CLASS)
class ImportTest {
  private static final double TOLERANCE = 1e-4;
  private static final double HALF_PRECISION = 2e-3;
  private static final Path PAGE = Path.of("../../docs/import.md");
  private static final String BEGIN = "<!-- parity: written by ImportTest -->\n";
  private static final String END = "<!-- end of parity -->\n";

  private final Map<String, String> rows = new TreeMap<>();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "activations     | thirteen activations, swish with its own custom gradient",
        "conv1d          | a signal [N, 64, 2]",
        "float64         | double precision throughout",
        "grouped         | grouped convolution",
        "inception       | Keras 3, branches and concatenation",
        "lstm            | a While loop, unrolled",
        "mixed_float16   | half precision inside, within 2e-3",
        "mlp             | Keras 3, dense layers",
        "mobilenet       | Keras 3, depthwise convolutions, BatchNorm",
        "resnet          | Keras 3, residual sums, BatchNorm",
        "two_inputs      | an image and a vector, a map for each",
        "unet            | segmentation, an output for every pixel",
        "vgg             | Keras 3, model.export()",
        "vgg_cond        | an If whose condition depends on the data",
        "vgg_keras2      | Keras 2, model.save(save_format='tf')",
        "vgg_label_table | a hash table and an assertion beside the path",
        "vgg_multisig    | several signatures and outputs",
        "vgg_nested      | one sub-model called twice",
        "vgg_softmax     | a softmax head; the gradient is of the probability",
        "vgg_tf1         | TensorFlow 1, reference variables",
        "vgg_uint8       | bytes of any size, cast and resized inside",
        "vit             | a vision transformer: einsum, LayerNorm, gelu"
      })
  void outputsAndGradientsAgreeWithTensorFlow(String name, String what) {
    try (References references = References.of("import/" + name);
        Model model =
            Model.from(References.model(name))
                .signature(references.attribute("signature"))
                .output(references.attribute("output"))
                .probability()
                .load()) {
      ImmutableMap<String, FloatNdArray> inputs = references.group("input");
      double tolerance = name.equals("mixed_float16") ? HALF_PRECISION : TOLERANCE;

      FloatNdArray output = model.predict(inputs);
      ImmutableMap<String, Attribution> maps =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.classIndices(references.targets()))
              .compute(inputs);

      double outputError =
          Maps.of(output, references.floats("output/" + references.attribute("output")))
              .largestError();
      assertThat(outputError).isLessThanOrEqualTo(tolerance);
      List<String> errors = new ArrayList<>();
      if (references.has("gradient")) {
        ImmutableMap<String, FloatNdArray> gradients = references.group("gradient");
        assertThat(maps.keySet()).containsExactlyInAnyOrderElementsOf(gradients.keySet());
        gradients.forEach(
            (input, gradient) -> {
              double error =
                  Maps.of(requireNonNull(maps.get(input)).values(), gradient).largestError();
              assertThat(error).isLessThanOrEqualTo(tolerance);
              errors.add(scientific(error));
            });
      }
      rows.put(
          name,
          String.format(
              "| %s | %s | %s | %s |",
              name,
              what,
              scientific(outputError),
              errors.isEmpty() ? "not compared" : String.join(", ", errors)));
    }
  }

  private static String scientific(double error) {
    return error == 0 ? "0" : String.format(Locale.ROOT, "%.0e", error);
  }

  @AfterAll
  void theTableInTheDocsListsTheseModels() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table =
        "| model | content | output error | gradient error |\n|---|---|---|---|\n"
            + rows.values().stream().map(row -> row + "\n").collect(Collectors.joining());
    if (Boolean.getBoolean("tfsaliency.update-docs")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      return;
    }
    // The errors are rounding, which another processor does otherwise.
    assertThat(withoutErrors(page.substring(begin, end))).isEqualTo(withoutErrors(table));
  }

  private static List<String> withoutErrors(String table) {
    return table
        .lines()
        .map(row -> row.substring(0, row.indexOf('|', row.indexOf('|', 1) + 1)))
        .toList();
  }

  @Test
  void theTensorBehindEncodedBytesIsFedInTheirPlace() {
    try (References references = References.of("import/vgg");
        Model model =
            Model.from(References.model("vgg_jpeg_bytes"))
                .input("map/TensorArrayV2Stack/TensorListStack")
                .load()) {
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.classIndices(references.targets()))
              .compute(references.floats("input/image"));

      assertThat(model.inputShape().asArray()).containsExactly(-1, 32, 32, 3);
      assertThat(Maps.of(map.values(), references.floats("gradient/image")).largestError())
          .isLessThanOrEqualTo(TOLERANCE);
    }
  }

  @Test
  void theMapOfBytesIsTheirFloatTensors() {
    try (References references = References.of("import/vgg_uint8");
        Model bytes = Model.load(References.model("vgg_uint8"));
        Model floats = Model.from(References.model("vgg_uint8")).input("Cast").load()) {
      FloatNdArray image = references.floats("input/image");

      Attribution map = Saliency.of(bytes).method(Gradient.of()).compute(image);

      assertThat(bytes.attributedTensors()).containsExactly(Map.entry("image", "Cast"));
      assertThat(map.values())
          .isEqualTo(Saliency.of(floats).method(Gradient.of()).compute(image).values());
    }
  }

  @Test
  void whatTensorFlowJavaExportsIsLoaded(@TempDir Path folder) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
      Variable<TFloat32> weights =
          tf.withName("weights").variable(tf.constant(new float[][] {{1, -2}, {3, 4}, {-5, 6}}));
      Operand<TFloat32> y = tf.withName("y").linalg.matMul(x, weights);
      session.initialize();
      SavedModelBundle.exporter(folder.toString())
          .withSession(session)
          .withSignature(
              Signature.builder().key("serving_default").input("x", x).output("y", y).build())
          .export();
    }
    try (Model model = Model.load(folder)) {
      Attribution map =
          Saliency.of(model)
              .method(Gradient.of())
              .target(Target.classIndex(1))
              .compute(Inputs.uniform(1, 3));

      assertThat(map.toArray()).containsExactly(-2, 4, 6);
    }
  }

  @Test
  void theLogitIsExplainedUnlessTheProbabilityIsAskedFor() {
    try (Model logits = Model.load(References.model("vgg_softmax"));
        Model probabilities = Model.from(References.model("vgg_softmax")).probability().load()) {
      assertThat(logits.explainedTensor()).endsWith("BiasAdd");
      assertThat(probabilities.explainedTensor()).endsWith("Softmax");
    }
  }
}
