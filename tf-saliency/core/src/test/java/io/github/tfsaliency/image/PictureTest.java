package io.github.tfsaliency.image;

import static io.github.tfsaliency.image.Fixtures.distance;
import static io.github.tfsaliency.image.Fixtures.path;
import static io.github.tfsaliency.image.Fixtures.picture;
import static io.github.tfsaliency.image.Fixtures.pixel;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Shorts;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.header.Pictures;
import io.github.tfsaliency.support.Pipes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class PictureTest {
  @TempDir Path folder;

  @Test
  void readsPngExactly() {
    assertThat(pixel(picture("rgb.png"), 12, 8)).containsExactly(120, 120, 155);
  }

  @Test
  void readsLosslessWebpExactly() {
    assertThat(distance(picture("lossless.webp"), picture("rgb.png"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "alpha.png,     255 255 255, 185 185 203, 230 225 66, 1",
    "palette.png,   50 15 225,   170 128 128, 170 195 105, 0",
    "cmyk.jpg,      0 0 255,     92 92 119,   126 124 36,  2",
    "icc.jpg,       0 2 243,     120 121 152, 229 223 75,  3",
    "lossy.webp,    2 1 243,     123 122 156, 228 222 78,  14",
    "grey.jpg,      29 29 29,    124 124 124, 208 208 208, 1",
    "grey.png,      29 29 29,    124 124 124, 208 208 208, 0"
  })
  void readsWhatPillowReads(String name, String first, String middle, String last, int tolerance) {
    Picture picture = picture(name);

    assertNear(pixel(picture, 0, 0), first, tolerance);
    assertNear(pixel(picture, 12, 8), middle, tolerance);
    assertNear(pixel(picture, 23, 15), last, tolerance);
  }

  @Test
  void roundsSixteenBitsToEight() {
    // 12 * 2800 / 257 = 130.7
    assertThat(pixel(picture("grey16.png"), 12, 8)).containsExactly(131, 131, 131);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsPhotographsUpright(int orientation) {
    Picture turned = picture("orientation-" + orientation + ".jpg");

    assertThat(distance(turned, picture("rgb.png"))).isLessThan(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "webp", "tif"})
  void turnsOtherFormatsUpright(String extension) {
    assertThat(distance(picture("orientation-6." + extension), picture("rgb.png"))).isZero();
  }

  @Test
  void readsPhotographsWithBrokenMetadata() throws IOException {
    byte[] photo = Files.readAllBytes(path("orientation-6.jpg"));
    int start = Bytes.indexOf(photo, "Exif".getBytes(US_ASCII)) + 6;
    int end = start - 8 + Shorts.fromBytes(photo[start - 8], photo[start - 7]);
    for (int i = start; i < end; i++) {
      byte[] broken = photo.clone();
      broken[i] = -1;
      Path file = Files.write(folder.resolve(i + ".jpg"), broken);

      // Upright or not, the whole photograph is there.
      Picture picture = Picture.read(file);
      assertThat(picture.width() + picture.height()).isEqualTo(40);
    }
  }

  @Test
  void readsWithoutContextClassLoader() throws InterruptedException {
    Picture[] picture = new Picture[1];
    Thread thread = new Thread(() -> picture[0] = picture("lossless.webp"));
    thread.setContextClassLoader(null);
    thread.start();
    thread.join();

    assertThat(distance(picture[0], picture("rgb.png"))).isZero();
  }

  @Test
  void copiesImagesOfAnyType() {
    BufferedImage original = picture("rgb.png").toBufferedImage();
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_ARGB_PRE);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        image.setRGB(x, y, original.getRGB(x, y));
      }
    }

    assertThat(distance(Picture.of(image), picture("rgb.png"))).isZero();
  }

  @Test
  void keepsGreyValuesOfBufferedImages() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 50);

    assertThat(pixel(Picture.of(image), 0, 0)).containsExactly(50, 50, 50);
  }

  @Test
  void givesPixelsInRowMajorOrder() {
    var pixels = picture("rgb.png").pixels();

    assertThat(pixels.shape()).isEqualTo(Shape.of(16, 24, 3));
    assertThat(pixels.getFloat(15, 1, 0)).isEqualTo(10);
    assertThat(pixels.getFloat(15, 1, 1)).isEqualTo(225);
    assertThat(pixels.getFloat(15, 1, 2)).isEqualTo(175);
  }

  @Test
  void comesBackFromItsPixels() {
    Picture picture = picture("rgb.png");

    assertThat(distance(Picture.of(picture.pixels()), picture)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 128})
  void resizesTheCentredSquareAsPillowDoes(int size) {
    Picture resized = picture("chelsea-part.png").fit(size, size);

    assertThat(distance(resized, picture("chelsea-part-" + size + ".png"))).isLessThanOrEqualTo(1);
  }

  @Test
  void cropsToTheAspectRatioOfTheTarget() {
    Picture fitted = picture("rgb.png").fit(12, 16);

    assertThat(
            distance(
                fitted, Picture.of(picture("rgb.png").toBufferedImage().getSubimage(6, 0, 12, 16))))
        .isZero();
  }

  @Test
  void rejectsSizesBelowOne() {
    Picture picture = picture("rgb.png");

    assertThatThrownBy(() -> picture.fit(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The picture size (0 x 5) must be at least 1 x 1 and at most 100000000 pixels.");
  }

  @Test
  void reportsMissingFile() {
    Path missing = folder.resolve("none.png");

    assertThatThrownBy(() -> Picture.read(missing))
        .isInstanceOf(SaliencyException.class)
        .hasMessage("The picture '%s' does not exist.\nMaybe check the path.", missing);
  }

  @Test
  void reportsFileThatIsNoPicture() {
    assertThatThrownBy(() -> picture("text.png"))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The file '%s' is not a picture of a known format.\n"
                + "Maybe convert it to PNG, JPEG or WebP.",
            path("text.png"));
  }

  @Test
  void reportsEmptyFile() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jpg"));

    assertThatThrownBy(() -> Picture.read(empty))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The file '%s' is not a picture of a known format.\n"
                + "Maybe convert it to PNG, JPEG or WebP.",
            empty);
  }

  @Test
  void reportsFolder() {
    assertThatThrownBy(() -> Picture.read(folder))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' cannot be read: it is a folder, not a regular file.\n"
                + "Maybe name a picture, or save its content to a file first.",
            folder);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void reportsPipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe.png");
    Pipes.create(pipe);

    assertThatThrownBy(() -> Picture.read(pipe))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' cannot be read: it is a pipe, a socket or a device, not a regular"
                + " file.\n"
                + "Maybe name a picture, or save its content to a file first.",
            pipe);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "truncated-rgb.png | Invalid chunk length 35",
        "truncated-rgb.jpg | Truncated File - Missing EOI marker, "
            + "Corrupt JPEG data: premature end of data segment",
        "truncated-lossless.webp | it ends too early",
        "truncated-lossy.webp | it ends too early"
      })
  void reportsTruncatedFile(String name, String reason) {
    assertThatThrownBy(() -> picture(name))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' cannot be read: %s.\nMaybe the file is damaged or incomplete.",
            path(name), reason);
  }

  @Test
  void refusesHugePictureByItsHeader() {
    assertThatThrownBy(() -> picture("huge.png"))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' (20000 x 20000) has more than 100000000 pixels.\n"
                + "Maybe shrink it first.",
            path("huge.png"));
  }

  @Test
  void writesPngIntoNewFolders() {
    Path file = folder.resolve("a/b/picture.png");
    picture("rgb.png").writePng(file);

    assertThat(distance(Picture.read(file), picture("rgb.png"))).isZero();
  }

  @Test
  void replacesExistingFileAndLeavesNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("picture.png"), "old");
    picture("rgb.png").writePng(file);

    assertThat(distance(Picture.read(file), picture("rgb.png"))).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void reportsFileThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "").resolve("picture.png");
    Picture picture = picture("rgb.png");

    assertThatThrownBy(() -> picture.writePng(file))
        .isInstanceOf(SaliencyException.class)
        // Which exception names the file that is no folder depends on the operating system.
        .hasMessageStartingWith("The picture cannot be written to '%s': ", file)
        .hasMessageContaining("Exception: " + file.getParent())
        .hasMessageEndingWith(".\nMaybe choose another folder.")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void describesItself() {
    assertThat(picture("rgb.png")).hasToString("Picture[24 x 16]");
  }

  private static void assertNear(int[] pixel, String expected, int tolerance) {
    String[] samples = expected.split(" ", -1);
    for (int c = 0; c < 3; c++) {
      assertThat(pixel[c]).isCloseTo(Integer.parseInt(samples[c]), within(tolerance));
    }
  }

  @Test
  void aJpegOfMoreThanAHundredScansIsRefused() throws IOException {
    Path file = folder.resolve("scans.jpg");
    Files.write(file, Pictures.jpegOfScans(101).toByteArray());

    assertThatThrownBy(() -> Picture.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' is a JPEG of 101 scans, more than 100.\n"
                + "Maybe it was made to take long: save it again with another program.",
            file);
  }

  /** BMP may wrap a JPEG: the kind of compression stands at byte 30. */
  @Test
  void aJpegOfManyScansInsideABitmapIsRefused() throws IOException {
    byte[] jpeg = Pictures.jpegOfScans(101).toByteArray();
    ByteBuffer bitmap = ByteBuffer.allocate(54 + jpeg.length).order(ByteOrder.LITTLE_ENDIAN);
    bitmap.put((byte) 'B').put((byte) 'M').putInt(54 + jpeg.length).putInt(0).putInt(54);
    bitmap.putInt(40).putInt(8).putInt(8).putShort((short) 1).putShort((short) 0);
    bitmap.putInt(4).putInt(jpeg.length).putInt(0).putInt(0).putInt(0).putInt(0).put(jpeg);
    Path file = folder.resolve("scans.bmp");
    Files.write(file, bitmap.array());

    assertThatThrownBy(() -> Picture.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("is a JPEG of 104 scans, more than 100.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void aHeaderThatPromisesTooMuchIsRefusedBeforeAnythingIsDecoded(String format)
      throws IOException {
    Path file = folder.resolve("huge." + format);
    Files.write(file, Pictures.of(format, 60_000, 60_000).toByteArray());

    assertThatThrownBy(() -> Picture.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The picture '%s' (60000 x 60000) has more than 100000000 pixels.\n"
                + "Maybe shrink it first.",
            file);
  }
}
