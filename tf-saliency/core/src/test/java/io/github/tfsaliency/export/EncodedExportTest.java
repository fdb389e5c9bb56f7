package io.github.tfsaliency.export;

import static io.github.tfsaliency.export.PictureBytes.chunk;
import static io.github.tfsaliency.export.PictureBytes.fixture;
import static io.github.tfsaliency.export.PictureBytes.palette;
import static io.github.tfsaliency.export.PictureBytes.photo;
import static io.github.tfsaliency.export.PictureBytes.png;
import static io.github.tfsaliency.export.PictureBytes.withExif;
import static io.github.tfsaliency.export.PictureBytes.withSegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Bytes;
import io.github.tfsaliency.ExportOption;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.method.SmoothGrad;
import io.github.tfsaliency.method.path.IntegratedGradients;
import io.github.tfsaliency.support.EditedModel;
import io.github.tfsaliency.support.Maps;
import io.github.tfsaliency.support.References;
import io.github.tfsaliency.support.TwoLayouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorShapeProto;

/** An export that is given files explains what the library reads of the same files. */
class EncodedExportTest {
  private static final byte[] TRANSPARENT = chunk("tRNS", new byte[] {0, 1});
  private static final int RGB = 2;

  @TempDir static Path folder;
  @AutoClose private static Model vgg;
  @AutoClose private static EncodedExport export;

  @BeforeAll
  static void exportOnce() {
    vgg = Model.from(References.model("vgg")).encoding(PixelEncoding.raw()).load();
    export = EncodedExport.of(Saliency.of(vgg).method(Gradient.of()), folder.resolve("once"));
  }

  private static void assertReadAlike(byte[] file) {
    assertThat(export.encoded(file)).isEqualTo(vgg.encode(Picture.read(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "astronaut.png",
        "camera.png",
        "chelsea.png",
        "china.jpg",
        "coffee.png",
        "flower.jpg",
        "rocket.jpg"
      })
  void photographsGiveTheLibrarysPixels(String name) {
    assertReadAlike(photo(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpha.png",
        "chelsea-part.png",
        "grey.jpg",
        "grey.png",
        "grey16.png",
        "icc.jpg",
        "palette.png",
        "rgb.jpg",
        "rgb.png"
      })
  void picturesOfAllKindsGiveTheLibrarysPixels(String name) {
    assertReadAlike(fixture(name));
  }

  static Stream<Arguments> pngs() {
    return Stream.of(
        arguments("black and white", png(1, 0)),
        arguments("black and white, transparent", png(1, 0, TRANSPARENT)),
        arguments("grey of 2 bits", png(2, 0)),
        arguments("grey of 2 bits, transparent", png(2, 0, TRANSPARENT)),
        arguments("grey of 4 bits", png(4, 0)),
        arguments("grey of 8 bits, transparent", png(8, 0, TRANSPARENT)),
        arguments("grey of 16 bits", png(16, 0)),
        arguments("palette of a bit", png(1, 3, palette(2))),
        arguments("palette of 2 bits", png(2, 3, palette(4))),
        arguments(
            "palette of 4 bits, opaque as an index is",
            png(4, 3, palette(16), chunk("tRNS", new byte[] {15, 0, 15}))),
        arguments("palette of 8 bits", png(8, 3, palette(256))),
        arguments(
            "palette of 8 bits, transparent",
            png(8, 3, palette(256), chunk("tRNS", new byte[] {0, 99}))),
        arguments("colours of 16 bits", png(16, RGB)),
        arguments("grey with alpha", png(8, 4)),
        arguments("grey of 16 bits with alpha", png(16, 4)),
        arguments("colours with alpha", png(8, 6)),
        arguments("colours of 16 bits with alpha", png(16, 6)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pngs")
  void pngsOfAllTypesGiveTheLibrarysPixels(String name, byte[] file) {
    assertReadAlike(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void photographsAreTurnedUpright(int orientation) {
    byte[] turned = fixture("orientation-" + orientation + ".jpg");

    assertReadAlike(turned);
    assertThat(export.encoded(turned))
        .satisfies(
            pixels ->
                assertThat(pixels.getFloat(2, 2, 0))
                    .isCloseTo(export.encoded(fixture("rgb.jpg")).getFloat(2, 2, 0), within(8f)));
  }

  @Test
  void pngsAreTurnedUpright() {
    assertReadAlike(fixture("orientation-6.png"));
  }

  /** The tags of TIFF files in hexadecimal digits, and what they say. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "big end first, 4d4d002a 00000008 0001 0112 0003 00000001 00060000 00000000, 6",
    "little end first, 49492a00 08000000 0100 1201 0300 01000000 06000000 00000000, 6",
    "of four bytes, 49492a00 08000000 0100 1201 0400 01000000 06000000 00000000, 6",
    "of one byte, 49492a00 08000000 0100 1201 0100 01000000 06000000 00000000, 6",
    "the second tag, 49492a00 08000000 0200 0001 0300 01000000 07000000 1201 0300 01000000 08000000"
        + " 00000000, 8",
    "the directory farther on, 49492a00 0c000000 ffffffff 0100 1201 0300 01000000 03000000"
        + " 00000000, 3",
    "no such orientation, 49492a00 08000000 0100 1201 0300 01000000 09000000 00000000, 1",
    "two numbers, 49492a00 08000000 0100 1201 0300 02000000 06000600 00000000, 1",
    "text, 49492a00 08000000 0100 1201 0200 02000000 36000000 00000000, 1",
    "no byte order, 4a4a2a00 08000000 0100 1201 0300 01000000 06000000 00000000, 1",
    "nothing, '', 1",
    "a header alone, 49492a00, 1",
    "a directory far away, 49492a00 ffffff7f, 1",
    "a directory farther away, 49492a00 ffffffff, 1",
    "more tags than there are, 49492a00 08000000 ffff 1201 0300 01000000, 1"
  })
  void theTagIsFoundWhereItIs(String name, String tiff, int orientation) {
    byte[] exif = BaseEncoding.base16().lowerCase().decode(tiff.replace(" ", ""));
    byte[] photo = fixture("rgb.jpg");
    byte[] turned = withExif(photo, exif);

    assertReadAlike(turned);
    // A tag that nobody found would be a picture that nobody turned.
    assertThat(export.encoded(turned).equals(export.encoded(photo))).isEqualTo(orientation == 1);
  }

  @Test
  void theSegmentIsFoundBehindOthers() {
    byte[] exif = BaseEncoding.base16().decode("49492A00080000000100120103000100000006000000");
    byte[] turned = withExif(photo("china.jpg"), Bytes.concat(exif, new byte[4]));
    byte[] app1 = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xe1};
    byte[] xmp = "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.US_ASCII);
    byte[] app2 = {(byte) 0xff, (byte) 0xe2};
    byte[] behind = withSegment(withSegment(turned, app1, xmp), app2, new byte[65000]);

    assertReadAlike(behind);
    assertThat(export.encoded(behind)).isEqualTo(export.encoded(turned));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModelOfAnotherShapeAndOrderIsGivenItsOwn(boolean channelsFirst) throws IOException {
    Path model = TwoLayouts.classifier(folder.resolve("layout_" + channelsFirst), channelsFirst);
    byte[] photo = photo("china.jpg");
    byte[] turned = fixture("orientation-8.jpg");
    try (Model oblong = Model.from(model).encoding(PixelEncoding.caffe()).load();
        EncodedExport ofOblong =
            EncodedExport.of(
                Saliency.of(oblong).method(Gradient.of()),
                folder.resolve("oblong_" + channelsFirst))) {
      assertThat(ofOblong.encoded(photo)).isEqualTo(oblong.encode(Picture.read(photo)));
      assertThat(ofOblong.encoded(turned)).isEqualTo(oblong.encode(Picture.read(turned)));
    }
  }

  @Test
  void picturesOfAllSizesAreExplainedTogether() {
    byte[][] files = {photo("china.jpg"), fixture("alpha.png"), fixture("orientation-6.jpg")};
    Attribution expected =
        Saliency.of(vgg)
            .method(Gradient.of())
            .compute(
                PixelEncoding.raw()
                    .encodeBatch(
                        Arrays.stream(files).map(file -> Picture.read(file).fit(32, 32)).toList()));

    EncodedExport.Answer answer = export.explain(files);

    assertThat(answer.maps()).isEqualTo(expected.values());
    assertThat(answer.targets()).containsExactly(expected.targets().toArray());
    assertThat(answer.scores()[1]).isCloseTo((float) expected.scores().get(1), within(1e-4f));
  }

  /** A model of bytes, with the size of its pictures, which it leaves open. */
  private static Path ofBytes() throws IOException {
    Path sized = folder.resolve("bytes");
    EditedModel.copy(
        References.model("vgg_uint8"),
        sized,
        graph -> {
          TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
          Stream.of(-1, 32, 32, 3).forEach(size -> shape.addDimBuilder().setSize(size));
          SignatureDef.Builder signature =
              graph.getSignatureDefOrThrow("serving_default").toBuilder();
          signature.putInputs(
              "image",
              signature.getInputsOrThrow("image").toBuilder().setTensorShape(shape).build());
          graph.putSignatureDef("serving_default", signature.build());
          graph.getGraphDefBuilder().getNodeBuilderList().stream()
              .filter(node -> node.getOp().equals("Placeholder"))
              .filter(node -> node.getName().startsWith("serving_default"))
              .forEach(
                  node -> node.putAttr("shape", AttrValue.newBuilder().setShape(shape).build()));
        });
    return sized;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inputsOfOtherTypesAreGivenTheirOwn(boolean bytes) throws IOException {
    byte[] photo = photo("flower.jpg");
    Path directory = bytes ? ofBytes() : References.model("mixed_float16");
    try (Model model = Model.from(directory).encoding(PixelEncoding.raw()).load()) {
      Saliency saliency = Saliency.of(model).method(Gradient.of());
      try (EncodedExport ofModel = EncodedExport.of(saliency, folder.resolve("typed_" + bytes))) {
        assertThat(
                Maps.of(
                        ofModel.explain(photo).maps().get(0),
                        saliency.compute(Picture.read(photo)).values())
                    .largestError())
            .isLessThan(1e-6);
      }
    }
  }

  @Test
  void methodsOfManyPassesTakeFilesToo() {
    byte[] photo = photo("flower.jpg");
    Saliency saliency = Saliency.of(vgg).method(IntegratedGradients.of().withSteps(3)).memory(1);
    try (EncodedExport ofPath = EncodedExport.of(saliency, folder.resolve("path"))) {
      assertThat(
              Maps.of(
                      ofPath.explain(photo).maps().get(0),
                      saliency.compute(Picture.read(photo)).values())
                  .largestError())
          .isLessThan(1e-6);
    }
  }

  @Test
  void aSeedStaysAnInput() {
    Path out = folder.resolve("noise");
    Saliency.of(vgg).method(SmoothGrad.of(Gradient.of()).withSamples(2)).export(out);

    try (SavedModelBundle bundle = SavedModelBundle.load(out.toString())) {
      assertThat(bundle.function(EncodedExport.SIGNATURE).signature().inputNames())
          .containsExactlyInAnyOrder("image_bytes", "target", "seed");
    }
  }

  static Stream<Arguments> refusals() {
    byte[] rgb = fixture("rgb.png");
    return Stream.of(
        arguments("Picture 1 is neither a JPEG nor a PNG file", fixture("lossy.webp")),
        arguments("Picture 1 is neither a JPEG nor a PNG file", new byte[0]),
        arguments("Picture 1 is a JPEG of four channels (CMYK)", fixture("cmyk.jpg")),
        arguments("Picture 1 has more than 100000000 pixels", fixture("huge.png")),
        arguments("Invalid JPEG data", fixture("truncated-rgb.jpg")),
        arguments("Invalid PNG data", fixture("truncated-rgb.png")),
        arguments("Invalid PNG.", Arrays.copyOf(rgb, 8)),
        arguments("Invalid JPEG data", Arrays.copyOf(photo("china.jpg"), 3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aPictureThatCannotBeReadFailsTheWholeCall(String message, byte[] file) {
    assertThatThrownBy(() -> export.explain(fixture("rgb.png"), file))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theReportSaysWhichSignaturesWereAdded() {
    Saliency saliency = Saliency.of(vgg).method(Gradient.of());

    assertThat(saliency.export(folder.resolve("both")).signatures())
        .containsExactly("explain", EncodedExport.SIGNATURE);
    assertThat(saliency.export(folder.resolve("arrays"), ExportOption.ARRAYS_ONLY).signatures())
        .containsExactly("explain");
    assertThat(folder.resolve("arrays/saved_model.pb"))
        .content(StandardCharsets.ISO_8859_1)
        .doesNotContain(EncodedExport.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "vgg"})
  void aModelThatTellsNoEncodingTakesArraysOnly(String name) {
    try (Model model = Model.load(References.model(name))) {
      assertThat(
              Saliency.of(model)
                  .method(Gradient.of())
                  .export(folder.resolve("unencoded_" + name))
                  .signatures())
          .containsExactly("explain");
    }
  }

  @Test
  void whatWasExportedLoadsAgain() {
    try (Model again = Model.load(folder.resolve("once"))) {
      assertThat(again.signature()).isEqualTo(vgg.signature());
      assertThat(again.explanation()).isPresent();
    }
  }

  @Test
  void aSignatureOfTheModelIsNotReplaced() throws IOException {
    Path named = folder.resolve("named");
    EditedModel.copy(
        References.model("vgg"),
        named,
        graph ->
            graph.putSignatureDef(
                EncodedExport.SIGNATURE, graph.getSignatureDefOrThrow("serving_default")));
    try (Model model =
        Model.from(named).signature("serving_default").encoding(PixelEncoding.raw()).load()) {
      Saliency saliency = Saliency.of(model).method(Gradient.of());

      assertThatThrownBy(() -> saliency.export(folder.resolve("refused")))
          .isInstanceOf(SaliencyException.class)
          .hasMessage(
              "The SavedModel '%s' has a signature 'explain_encoded' already.\n"
                  + "Maybe export without it (ExportOption.ARRAYS_ONLY, --arrays-only), or from"
                  + " the model that it was made from.",
              named);
      assertThat(List.of(ExportOption.ARRAYS_ONLY))
          .allSatisfy(
              option ->
                  assertThat(saliency.export(folder.resolve("kept"), option).leftOut()).isEmpty());
    }
  }
}
