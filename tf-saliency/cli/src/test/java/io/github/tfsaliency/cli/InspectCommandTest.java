package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Surroundings.class)
class InspectCommandTest {
  private static final String MODELS = "../core/src/test/resources/models/";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int inspect(String... arguments) {
    List<String> all = new ArrayList<>(List.of("inspect"));
    all.addAll(List.of(arguments));
    return TfSaliency.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private JsonObject json() {
    return JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  @Test
  void theTableShowsSignaturesAndLayersInExecutionOrder() {
    int exit = inspect("--model", MODELS + "mlp");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString().lines())
        .contains(
            "  serving_default  image float32 [?, 12]  ->  output_0 float32 [?, 5]",
            "  input   image     [?, 12]  map of serving_default_image",
            "  #  layer                    op           output   parameters",
            "  2  mlp_1/dense_1_1/MatMul   MatMul       [?, 16]  192",
            "9 layers, 565 parameters.");
  }

  @Test
  void theTableShowsWhichRuleEachLayerGetsAndWhy() {
    int exit = inspect("--model", MODELS + "activations", "--method", "guided-backprop");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("elu_1/Elu +Elu .* guided +is ELU\n")
        .containsPattern("swish_1/Sigmoid +Sigmoid .* - +part of functional_2_1/swish_1/mul_1\n")
        .containsPattern("swish_1/mul_1 +Mul .* guided +is SiLU of 3 ops\n")
        .doesNotContain("nonlinear layers keep their own derivative");
  }

  @Test
  void whatKeepsItsOwnDerivativeIsNamed() {
    int exit = inspect("--model", MODELS + "vit", "--method", "guided-backprop");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("Softmax +Softmax .* - +nonlinear, but the method has no rule for Softmax")
        .containsPattern("\n\\d+ nonlinear layers keep their own derivative: ");
  }

  @Test
  void aLayerOfSeveralNodesHasOneRule() {
    int exit = inspect("--model", MODELS + "resnet", "--method", "lrp:composite=epsilon-plus-flat");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsPattern("conv_1_1/convolution +Conv2D .* lrp-flat +as convolution, first\n")
        .containsPattern("bn_2_1/batchnorm/add_1 .* - +part of resnet_1/conv_1_1/convolution\n")
        .containsPattern("conv_11_pad_1/Pad .* - +part of resnet_1/conv_11_1/convolution\n")
        .containsPattern("add_9_1/Add +AddV2 .* lrp-proportional +as sum\n")
        .containsPattern("dense_21_1/MatMul .* lrp-epsilon +as dense\n");
  }

  @Test
  void programsGetJson() {
    int exit = inspect("--model", MODELS + "vgg", "--method", "guided-backprop", "--json");

    assertThat(exit).as(err.toString()).isZero();
    JsonObject json = json();
    assertThat(json.get("signature").getAsString()).isEqualTo("serving_default");
    assertThat(json.get("inputs").getAsJsonArray().get(0).getAsJsonObject().get("shape").toString())
        .isEqualTo("[null,32,32,3]");
    assertThat(json.get("overridden").getAsInt()).isEqualTo(5);
    assertThat(json.get("problem").isJsonNull()).isTrue();
    assertThat(json.get("layers").getAsJsonArray())
        .extracting(layer -> layer.getAsJsonObject().get("op").getAsString())
        .startsWith("Placeholder", "Conv2D", "BiasAdd", "Relu");
  }

  @Test
  void aModelThatLeavesAChoiceIsListedUpToThatChoice() {
    int exit = inspect("--model", MODELS + "vgg_multisig", "--json");

    assertThat(exit).isEqualTo(1);
    assertThat(json().get("signatures").getAsJsonArray())
        .extracting(
            (JsonElement signature) -> signature.getAsJsonObject().get("name").getAsString())
        .containsExactly("classify", "features");
    assertThat(err.toString()).contains("Maybe choose one with --signature NAME.");
  }

  @Test
  void aMethodThatDoesNotFitIsSaidToBeSo() {
    int exit =
        inspect(
            "--model",
            MODELS + "mlp",
            "--input-name",
            "mlp_1/relu_4_1/Relu",
            "--method",
            "deconvnet",
            "--json");

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(
            "\"problem\": \"The rule 'deconvnet' overrides the gradient of activations, but there");
  }

  @Test
  void theGraphsAreWrittenForTensorBoard(@TempDir Path folder) {
    int exit =
        inspect(
            "--model",
            MODELS + "vgg",
            "--method",
            "guided-backprop",
            "--tensorboard",
            folder.toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(folder)
        .isDirectoryContaining("glob:**/inference")
        .isDirectoryContaining("glob:**/marked")
        .isDirectoryContaining("glob:**/gradient");
  }

  @Test
  void aBrokenModelIsRefused() {
    int exit = inspect("--model", MODELS + "broken/truncated_graph");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("cannot be read as a SavedModel");
  }
}
