package io.github.tfsaliency.graph.check;

import static io.github.tfsaliency.graph.Graphs.node;
import static io.github.tfsaliency.graph.Graphs.number;
import static io.github.tfsaliency.graph.Graphs.text;
import static io.github.tfsaliency.graph.Graphs.type;
import static io.github.tfsaliency.graph.Graphs.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.graph.Graphs;
import io.github.tfsaliency.graph.ShapeProtos;
import io.github.tfsaliency.header.Pictures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Text and pictures inside a graph whose kernels would end the process or fill its memory. */
class HostileTextTest {
  private static final String WITHOUT =
      "\nMaybe export the model without it: it was refused before anything ran.";
  private static final String BEHIND =
      "\nMaybe name a float tensor after it as the input, or export the model without it.";

  private static ImmutableMap<String, NodeDef> validate(List<NodeDef> nodes) {
    ImmutableMap.Builder<String, NodeDef> byName = ImmutableMap.builder();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return NodeValidator.validate(byName.buildOrThrow());
  }

  private static void assertRefused(String message, NodeDef... nodes) {
    assertThatThrownBy(() -> validate(List.of(nodes)))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessage(message);
  }

  private static void assertTaken(NodeDef... nodes) {
    assertThat(validate(List.of(nodes))).hasSize(nodes.length);
  }

  private static NodeDef strings(String name, Shape shape, ByteString... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(ShapeProtos.write(shape))
            .addAllStringVal(List.of(values));
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static NodeDef string(String name, String value) {
    return strings(name, Shape.scalar(), ByteString.copyFromUtf8(value));
  }

  private static NodeDef.Builder op(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  private static NodeDef plain(String name, String op, String... inputs) {
    return op(name, op, inputs).build();
  }

  private static NodeDef hash(String name, String input) {
    return op(name, "StringToHashBucketFast", input).putAttr("num_buckets", number(10)).build();
  }

  private static NodeDef join(String name, String... inputs) {
    return op(name, "StringJoin", inputs).putAttr("N", number(inputs.length)).build();
  }

  private static NodeDef bytes(String name, int... shape) {
    long[] sizes = Arrays.stream(shape).asLongStream().toArray();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_UINT8))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_UINT8)
                        .setTensorShape(ShapeProtos.write(Shape.of(sizes)))
                        .addIntVal(1))
                .build())
        .build();
  }

  private static NodeDef png(String name, String picture) {
    return op(name, "EncodePng", picture).putAttr("T", type(DataType.DT_UINT8)).build();
  }

  @Test
  void textThatServesNothingIsNamed() {
    assertRefused(
        "Node 'evil' (op 'EncodePng') makes text that reaches no table, hash bucket, number or"
            + " decoder, so it is not run.\n"
            + "Maybe name an output before it, or export the model without it.",
        bytes("picture", 0, 2, 3),
        png("evil", "picture"),
        plain("length", "StringLength", "evil"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"StringLower", "StringUpper", "StringStrip", "DecodeBase64"})
  void textThatOnlyItsLengthIsAskedOfServesNothing(String op) {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        string("words", "Some Words"),
                        plain("evil", op, "words"),
                        plain("length", "StringLength", "evil"))))
        .hasMessageStartingWith("Node 'evil' (op '" + op + "') makes text that reaches no table");
  }

  @Test
  void aDetourBesideAHashBucketDoesNotHelpTheOthers() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        string("words", "a"),
                        join("good", "words", "words"),
                        hash("bucket", "good"),
                        join("evil", "words", "words"),
                        plain("length", "StringLength", "evil"))))
        .hasMessageStartingWith("Node 'evil' (op 'StringJoin') makes text");
  }

  /** What TextVectorization and hashed feature columns are made of. */
  @Test
  void textThatIsHashedIsRun() {
    assertTaken(
        node("ids", "Placeholder").toBuilder().putAttr("dtype", type(DataType.DT_INT64)).build(),
        op("printed", "AsString", "ids").putAttr("T", type(DataType.DT_INT64)).build(),
        plain("lower", "StringLower", "printed"),
        op("clean", "StaticRegexReplace", "lower")
            .putAttr("pattern", text("[!\"#$%&()*+,-./:;<=>?@\\[\\\\\\]^_`{|}~']"))
            .putAttr("rewrite", text(""))
            .build(),
        string("space", " "),
        plain("split", "StringSplitV2", "clean", "space"),
        hash("bucket", "split:1"));
  }

  @Test
  void textThatIsParsedAsNumbersIsRun() {
    assertTaken(
        string("words", "1"),
        join("two", "words", "words"),
        op("number", "StringToNumber", "two").build());
  }

  @Test
  void aTextThatIsJoinedWithItselfAgainAndAgainIsRefused() {
    List<NodeDef> nodes = new ArrayList<>(List.of(string("words", "0123456789")));
    String last = "words";
    for (int i = 0; i < 2_000; i++) {
      nodes.add(join("join" + i, last, last));
      last = "join" + i;
    }
    nodes.add(hash("bucket", last));

    assertRefused(
        "Node 'join21' (op 'StringJoin') may make text that takes, with the text before it,"
            + " 83886612 bytes, more than 67108864."
            + WITHOUT,
        nodes.toArray(NodeDef[]::new));
  }

  @ParameterizedTest
  @CsvSource({"width, 1073741824", "width, -1073741824", "precision, 1073741824"})
  void aNumberIsNotPrintedWithMillionsOfDigits(String attribute, long value) {
    assertRefused(
        "Node 'printed' (op 'AsString') has "
            + value
            + " as its attribute '"
            + attribute
            + "', which is at most 300.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        node("x", "Placeholder"),
        node("printed", "AsString", "x").toBuilder().putAttr(attribute, number(value)).build(),
        hash("bucket", "printed"));
  }

  @Test
  void aRewriteThatRepeatsWhatItMatchesIsCounted() {
    List<NodeDef> nodes = new ArrayList<>(List.of(string("words", "0123456789")));
    String last = "words";
    for (int i = 0; i < 20; i++) {
      nodes.add(
          op("replaced" + i, "StaticRegexReplace", last)
              .putAttr("pattern", text("."))
              .putAttr("rewrite", text("\\0\\0"))
              .build());
      last = "replaced" + i;
    }
    nodes.add(hash("bucket", last));

    assertThatThrownBy(() -> validate(nodes))
        .hasMessageStartingWith(
            "Node 'replaced7' (op 'StaticRegexReplace') may make text that takes");
  }

  @Test
  void stringsThatAreFilledInAreCounted() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        Graphs.integers("sizes", Shape.of(2), 10_000, 10_000),
                        string("words", "a"),
                        op("filled", "Fill", "sizes", "words")
                            .putAttr("T", type(DataType.DT_STRING))
                            .build(),
                        hash("bucket", "filled"))))
        .hasMessageStartingWith("Node 'filled' (op 'Fill') may make text that takes");
  }

  @Test
  void aConstantThatRepeatsItsLastStringIsCounted() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        strings(
                            "words",
                            Shape.of(1_000_000),
                            ByteString.copyFromUtf8("x".repeat(1_000))))))
        .hasMessageStartingWith("Node 'words' (op 'Const') may make text that takes");
  }

  @Test
  void aPatternOfThousandsOfLettersIsRefused() {
    assertRefused(
        "Node 'clean' (op 'StaticRegexReplace') matches a pattern of 1001 letters, more than"
            + " 1000.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        string("words", "a"),
        op("clean", "StaticRegexReplace", "words")
            .putAttr("pattern", text("a".repeat(1_001)))
            .putAttr("rewrite", text(""))
            .build(),
        hash("bucket", "clean"));
  }

  @Test
  void anEmptyPictureIsNotEncoded() {
    assertRefused(
        "Node 'encoded' (op 'EncodePng') encodes a picture of shape [0, 2, 3], where all sizes must"
            + " be known and at least 1.\n"
            + "Maybe export the model with pictures of a fixed size, or without it.",
        bytes("picture", 0, 2, 3),
        png("encoded", "picture"),
        plain("decoded", "DecodePng", "encoded"));
  }

  @Test
  void aPictureOfAnySizeIsNotEncoded() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        op("picture", "Placeholder")
                            .putAttr("dtype", type(DataType.DT_UINT8))
                            .putAttr("shape", Graphs.shape(-1, -1, 3))
                            .build(),
                        png("encoded", "picture"),
                        plain("decoded", "DecodePng", "encoded"))))
        .hasMessageStartingWith(
            "Node 'encoded' (op 'EncodePng') encodes a picture of shape [-1, -1, 3], where");
  }

  @Test
  void aPictureThatIsEncodedAndDecodedIsRun() {
    assertTaken(
        bytes("picture", 4, 2, 3),
        png("encoded", "picture"),
        plain("decoded", "DecodePng", "encoded"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp"})
  void whatAPicturesHeaderPromisesIsCounted(String format) {
    assertRefused(
        "Node 'decoded' (op 'DecodeImage') decodes a picture of 20000 x 20000 pixels, with which"
            + " all decoded pictures have "
            + (format.equals("bmp") || format.equals("png") ? "1600000000" : "1200000000")
            + " values, more than 268435456."
            + BEHIND,
        strings("picture", Shape.scalar(), Pictures.of(format, 20_000, 20_000)),
        plain("decoded", "DecodeImage", "picture"));
  }

  @Test
  void manyPicturesAreCountedTogether() {
    List<NodeDef> nodes =
        new ArrayList<>(
            List.of(strings("picture", Shape.scalar(), Pictures.of("jpeg", 4_000, 4_000))));
    for (int i = 0; i < 10; i++) {
      nodes.add(plain("decoded" + i, "DecodeJpeg", "picture"));
    }

    assertThatThrownBy(() -> validate(nodes))
        .hasMessageStartingWith(
            "Node 'decoded5' (op 'DecodeJpeg') decodes a picture of 4000 x 4000 pixels, with which"
                + " all decoded pictures have 288000000 values");
  }

  @Test
  void aPictureInBase64IsCounted() {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Pictures.of("png", 20_000, 20_000).toByteArray());

    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        string("letters", encoded),
                        plain("picture", "DecodeBase64", "letters"),
                        plain("decoded", "DecodePng", "picture"))))
        .hasMessageStartingWith(
            "Node 'decoded' (op 'DecodePng') decodes a picture of 20000 x 20000 pixels");
  }

  @Test
  void aPictureAmongManyIsCounted() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        strings(
                            "pictures",
                            Shape.of(2),
                            Pictures.of("png", 1, 1),
                            Pictures.of("png", 20_000, 20_000)),
                        Graphs.integer("first", 0),
                        Graphs.integer("axis", 0),
                        op("picture", "GatherV2", "pictures", "first", "axis")
                            .putAttr("Tparams", type(DataType.DT_STRING))
                            .putAttr("Tindices", type(DataType.DT_INT32))
                            .putAttr("Taxis", type(DataType.DT_INT32))
                            .build(),
                        plain("decoded", "DecodePng", "picture"))))
        .hasMessageStartingWith("Node 'decoded' (op 'DecodePng') decodes a picture of 20000");
  }

  @Test
  void bytesThatTheGraphComputesAreNotDecoded() {
    assertRefused(
        "Node 'decoded' (op 'DecodePng') decodes bytes that the graph computes, so that their size"
            + " is not known."
            + BEHIND,
        strings("half", Shape.scalar(), Pictures.of("png", 1, 1)),
        join("picture", "half", "half"),
        plain("decoded", "DecodePng", "picture"));
  }

  @Test
  void aJpegOfManyScansIsNotDecoded() {
    assertRefused(
        "Node 'decoded' (op 'DecodeJpeg') decodes a JPEG of 101 scans, more than 100." + BEHIND,
        strings("picture", Shape.scalar(), Pictures.jpegOfScans(101)),
        plain("decoded", "DecodeJpeg", "picture"));
  }

  @Test
  void aJpegOfAHundredScansIsDecoded() {
    assertTaken(
        strings("picture", Shape.scalar(), Pictures.jpegOfScans(100)),
        plain("decoded", "DecodeJpeg", "picture"));
  }

  /**
   * Where a float tensor behind the decoder is named, the shapes of what is ahead are asked for.
   */
  @Test
  void whatAPlaceholderNobodyFeedsHoldsIsNotCounted() {
    assertTaken(
        op("letters", "Placeholder").putAttr("dtype", type(DataType.DT_STRING)).build(),
        plain("bytes", "DecodeBase64", "letters"),
        plain("decoded", "DecodeJpeg", "bytes"));
  }

  @Test
  void stringsThatDoNotFillTheirBytesAreRefused() {
    NodeDef constant = string("words", "a");
    TensorProto.Builder packed =
        constant.getAttrOrThrow("value").getTensor().toBuilder()
            .clearStringVal()
            .setTensorContent(ByteString.copyFrom(new byte[] {5, 'a'}));

    assertRefused(
        "Node 'words' (op 'Const') holds strings that do not fill their bytes.\n"
            + "Maybe the SavedModel was damaged, or made for a newer TensorFlow than this"
            + " library's.",
        constant.toBuilder()
            .putAttr("value", AttrValue.newBuilder().setTensor(packed).build())
            .build());
  }

  @Test
  void aFormatOfAnEmptyListIsRun() {
    assertTaken(
        op("text", "StringFormat").putAttr("T", types()).putAttr("template", text("7")).build(),
        op("number", "StringToNumber", "text").build());
  }

  @Test
  void aSizeThatIsComputedFromConstantsIsCounted() {
    assertThatThrownBy(
            () ->
                validate(
                    List.of(
                        Graphs.integers("size", Shape.of(1), 1 << 15),
                        node("sizes", "Mul", "size", "size").toBuilder()
                            .putAttr("T", type(DataType.DT_INT32))
                            .build(),
                        Graphs.floats("value", Shape.scalar(), 1),
                        node("filled", "Fill", "sizes", "value"))))
        .hasMessageStartingWith(
            "Node 'filled' (op 'Fill') makes 1073741824 elements of a constant, more than"
                + " 268435456.");
  }
}
