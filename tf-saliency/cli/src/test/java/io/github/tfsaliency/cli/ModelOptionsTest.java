package io.github.tfsaliency.cli;

import static io.github.tfsaliency.cli.CommandRun.MODELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What is fed, and which graph and part of it is taken. */
@ExtendWith(Surroundings.class)
class ModelOptionsTest {
  private static final String CASES = "../core/src/test/resources/cases/";

  @TempDir Path folder;
  private CommandRun command;

  @BeforeEach
  void start() {
    command = new CommandRun(folder);
  }

  /** The maps by the names of their inputs. */
  private FloatNdArray map(String input, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    int exit = command.run(all.toArray(String[]::new));
    assertThat(exit).as(command.err.toString()).isZero();
    for (JsonElement each : JsonParser.parseString(command.text("summary.json")).getAsJsonArray()) {
      if (each.getAsJsonObject().get("map").getAsString().equals(input)) {
        return Npy.read(command.results().resolve(each.getAsJsonObject().get("npy").getAsString()));
      }
    }
    throw new AssertionError("no map of " + input);
  }

  private Path array(String name, Shape shape, float... values) {
    Path file = folder.resolve(name);
    Npy.write(file, NdArrays.wrap(shape, DataBuffers.of(values, true, false)));
    return file;
  }

  private static float[] values(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "0", "False"})
  void aFlagIsFixed(String value) throws IOException {
    Path picture = command.random("x.npy", 1, 24, 24, 3);

    FloatNdArray map =
        map(
            "x",
            "--model",
            CASES + "training_flag_input",
            "--set",
            "training=" + value,
            "--input",
            picture.toString(),
            "--method",
            "gradient");

    assertThat(map.shape()).isEqualTo(Shape.of(1, 24, 24, 3));
  }

  @Test
  void whatIsNotFixedIsNamedWithTheOptionThatFixesIt() {
    int exit =
        command.run(
            "explain",
            "--model",
            CASES + "training_flag_input",
            "--input",
            "x.npy",
            "--method",
            "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains(
            "Maybe fix 'training' with --set NAME=VALUE, or export the model for inference,"
                + " without it.");
  }

  @Test
  void aTextIsFixedBesideNumbers() throws IOException {
    String model = CASES + "string_and_number_inputs/";
    String[] either = {"num=" + model + "num.npy", model + "num.npy"};
    for (String input : either) {
      FloatNdArray map =
          map(
              "num",
              "--model",
              model + "model",
              "--set",
              "city=b",
              "--input",
              input,
              "--method",
              "gradient");

      assertThat(map).isEqualTo(Npy.read(Path.of(model + "expected_gradient_num.npy")));
    }
  }

  @Test
  void aNumberAndAnArrayAreFixed() throws IOException {
    Path image = command.random("image.npy", 2, 32, 32, 3);
    float[] halves = new float[2 * 6];
    Arrays.fill(halves, 0.5f);
    Path fed = array("fed.npy", Shape.of(2, 6), halves);
    Path fixed = array("fixed.npy", Shape.of(6), Arrays.copyOf(halves, 6));
    String[] model = {"--model", MODELS + "two_inputs", "--method", "gradient", "--target", "1"};

    FloatNdArray whole =
        map("image", with(model, "--input", "image=" + image + ",metadata=" + fed));

    assertThat(map("image", with(model, "--input", image.toString(), "--set", "metadata=0.5")))
        .isEqualTo(whole);
    assertThat(map("image", with(model, "--input", "image=" + image, "--set", "metadata=" + fixed)))
        .isEqualTo(whole);
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense=1, The model has no input 'nonsense' that could be fixed.",
    "training=maybe, 'The input ''training'' takes bool, which ''maybe'' is not.'",
  })
  void whatCannotBeFixedIsAnError(String set, String said) {
    int exit =
        command.run(
            "explain",
            "--model",
            CASES + "training_flag_input",
            "--set",
            set,
            "--input",
            "x.npy",
            "--method",
            "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString()).contains(said);
  }

  @Test
  void inputsThatTheOutputDoesNotNeedMayBeGiven() throws IOException {
    String model = CASES + "identity_output/";

    FloatNdArray map =
        map(
            "a",
            "--model",
            model + "model",
            "--output-name",
            "twice",
            "--input",
            "a=" + model + "a.npy,b=" + model + "b.npy",
            "--target",
            "0",
            "--method",
            "gradient");

    assertThat(map.getFloat(0, 0)).isEqualTo(2);
    assertThat(map.getFloat(0, 1)).isZero();
  }

  @Test
  void anOutputIsChosenByAnOption() {
    int exit =
        command.run(
            "explain",
            "--model",
            CASES + "identity_output/model",
            "--input",
            "a.npy",
            "--method",
            "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains(
            "The signature has 3 outputs of floats: 'both', 'same', 'twice'.\n"
                + "Maybe choose one with --output-name NAME.");
  }

  @Test
  void graphsAreChosenByAllOfTheirTags() throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder();
    model.addMetaGraphs(product(3, "serve"));
    model.addMetaGraphs(product(5, "a", "b"));
    write(model);
    Path x = array("x.npy", Shape.of(1, 1), 1);
    String[] asked = {
      "--model", folder.resolve("model").toString(), "--input", x.toString(), "--method", "gradient"
    };

    assertThat(map("x", with(asked, "--set", "k=1")).getFloat(0, 0)).isEqualTo(3);
    assertThat(map("x", with(asked, "--set", "k=1", "--tags", "b,a")).getFloat(0, 0)).isEqualTo(5);

    assertThat(command.run(with(new String[] {"explain"}, with(asked, "--tags", "a")))).isOne();
    assertThat(command.err.toString())
        .contains(
            "has no graph with the tags [a], only [[serve], [a, b]].\n"
                + "Maybe choose one of these with --tags TAG,TAG.");
  }

  @Test
  void theOnlyGraphIsTakenWhateverItsTags() throws IOException {
    write(SavedModel.newBuilder().addMetaGraphs(product(7, "train", "tpu")));
    Path x = array("x.npy", Shape.of(1, 1), 1);

    FloatNdArray map =
        map(
            "x",
            "--model",
            folder.resolve("model").toString(),
            "--set",
            "k=2",
            "--input",
            x.toString(),
            "--method",
            "gradient");

    assertThat(map.getFloat(0, 0)).isEqualTo(14);
  }

  @Test
  void aNumberForAllSamplesIsFed() throws IOException {
    write(SavedModel.newBuilder().addMetaGraphs(product(3, "serve")));
    Path x = array("x.npy", Shape.of(2, 1), 1, -1);
    Path k = array("k.npy", Shape.scalar(), 0.5f);

    FloatNdArray map =
        map(
            "x",
            "--model",
            folder.resolve("model").toString(),
            "--input",
            "x=" + x + ",k=" + k,
            "--method",
            "gradient");

    assertThat(values(map)).containsExactly(1.5f, 1.5f);
  }

  @Test
  void embeddedWordsAreSummed() throws IOException {
    String model = CASES + "ig_masked_embedding/";
    FloatNdArray expected = Npy.read(Path.of(model + "expected.npy"));
    String[] asked = {
      "--model",
      model + "model",
      "--input",
      model + "x.npy",
      "--method",
      "integrated-gradients:steps=200"
    };
    String input = "ids";

    FloatNdArray whole = map(input, asked);
    FloatNdArray summed = map(input, with(asked, "--sum-embedding"));

    assertThat(whole.shape()).isEqualTo(expected.shape());
    assertThat(summed.shape()).isEqualTo(expected.shape().take(2));
    float[] each = values(expected);
    float[] sums = values(summed);
    int numbers = each.length / sums.length;
    for (int i = 0; i < sums.length; i++) {
      float sum = 0;
      for (int j = 0; j < numbers; j++) {
        sum += each[i * numbers + j];
      }
      assertThat(sums[i]).isCloseTo(sum, within(1e-4f));
    }
  }

  @Test
  void withoutIdsThereIsNothingToSum() throws IOException {
    Path x = command.random("x.npy", 1, 8);

    int exit =
        command.run(
            "explain",
            "--model",
            CASES + "deeplift_linear_gap/model",
            "--input",
            x.toString(),
            "--sum-embedding",
            "--method",
            "gradient");

    assertThat(exit).isEqualTo(1);
    assertThat(command.err.toString())
        .contains("belongs to embedded ids, so there is no embedding to sum over.");
  }

  private void write(SavedModel.Builder model) throws IOException {
    Path target = folder.resolve("model");
    Files.createDirectories(target);
    Files.write(target.resolve("saved_model.pb"), model.build().toByteArray());
  }

  /** y = x k times a number, where k is a number too. */
  private static MetaGraphDef product(float factor, String... tags) {
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .setGraphDef(
                GraphDef.newBuilder()
                    .addNode(placeholder("x", -1, 1))
                    .addNode(placeholder("k"))
                    .addNode(
                        NodeDef.newBuilder()
                            .setName("factor")
                            .setOp("Const")
                            .putAttr("dtype", type())
                            .putAttr(
                                "value",
                                AttrValue.newBuilder()
                                    .setTensor(
                                        TensorProto.newBuilder()
                                            .setDtype(DataType.DT_FLOAT)
                                            .setTensorShape(TensorShapeProto.getDefaultInstance())
                                            .addFloatVal(factor))
                                    .build()))
                    .addNode(product("xk", "x", "k"))
                    .addNode(product("y", "xk", "factor")))
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("x", TensorInfo.newBuilder().setName("x:0").build())
                    .putInputs("k", TensorInfo.newBuilder().setName("k:0").build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("y:0").build())
                    .build());
    graph.getMetaInfoDefBuilder().addAllTags(List.of(tags));
    return graph.build();
  }

  private static NodeDef product(String name, String first, String second) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Mul")
        .addInput(first)
        .addInput(second)
        .putAttr("T", type())
        .build();
  }

  private static NodeDef placeholder(String name, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", type())
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }

  private static AttrValue type() {
    return AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
  }
}
