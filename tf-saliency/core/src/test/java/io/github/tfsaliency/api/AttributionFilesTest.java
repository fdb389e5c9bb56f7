package io.github.tfsaliency.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.AttributionFiles;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** What is written of a map is read as the same map, and what is no map is not read. */
class AttributionFilesTest {
  private static final String SMALL =
      "{'method':'gradient','output':'','targets':[1],'scores':[0.5],'warnings':[[]],"
          .replace('\'', '"');

  @TempDir private Path folder;

  static Stream<Attribution> maps() {
    Attribution batch =
        Attribution.ofBatch(
                random(3, 5, 4, 2),
                ImmutableLongArray.of(4, -1, 0),
                ImmutableDoubleArray.of(0.1, Double.NaN, -0.0),
                "lrp:rule=gamma,gamma=0.25",
                "dense/BiasAdd:0")
            .withLabels(
                ImmutableList.of(Optional.of("a \"cat\""), Optional.empty(), Optional.empty()))
            .withGaps(ImmutableDoubleArray.of(-0.0, 1e-300, 0.1))
            .withWarnings(
                ImmutableList.of(
                    ImmutableList.of("a \"quoted\"\nline", "ä \u2028"),
                    ImmutableList.of(),
                    ImmutableList.of("b")));
    return Stream.of(
        batch,
        batch.sample(1),
        batch.withChannelsFirst(),
        batch.withChannelsFirst().sample(2),
        batch.withStandardErrors(random(3, 5, 4, 2), ImmutableLongArray.of(16, 48, 50)),
        batch
            .withStandardErrors(random(3, 5, 4, 2), ImmutableLongArray.of(16, 48, 50))
            .withChannelsFirst()
            .sample(1),
        Attribution.of(random(7)),
        Attribution.of(random()));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void jsonIsReadBitForBit(Attribution map) throws IOException {
    Path file = folder.resolve("map.json");
    AttributionFiles.writeJson(map, file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AttributionFiles.writeJson(map, bytes);

    assertThat(AttributionFiles.readJson(file)).isEqualTo(map);
    assertThat(AttributionFiles.readJson(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(map);
    assertThat(AttributionFiles.fromJson(AttributionFiles.toJson(map))).isEqualTo(map);
    assertThat(Files.readString(file)).isEqualTo(AttributionFiles.toJson(map));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void npyHasTheValuesBitForBit(Attribution map) throws IOException {
    Path file = folder.resolve("map.npy");
    AttributionFiles.writeNpy(map, file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AttributionFiles.writeNpy(map, bytes);

    Attribution read = AttributionFiles.readNpy(file);

    assertThat(read.shape()).isEqualTo(map.shape());
    assertThat(read.toArray()).isEqualTo(map.toArray());
    assertThat(bytes.toByteArray()).isEqualTo(Files.readAllBytes(file));
    assertThat(AttributionFiles.readNpy(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(read);
  }

  @Test
  void theNpyOfABatchIsReadAsABatch() {
    Path file = folder.resolve("map.npy");
    AttributionFiles.writeNpy(maps().findFirst().orElseThrow(), file);

    Attribution read = AttributionFiles.readNpyBatch(file);

    assertThat(read.isBatch()).isTrue();
    assertThat(read.sampleCount()).isEqualTo(3);
    assertThat(read.targets()).isEqualTo(ImmutableLongArray.of(-1, -1, -1));
    assertThat(read.sample(1).shape()).isEqualTo(Shape.of(5, 4, 2));
  }

  @Test
  void jsonSaysWhatTheMapIs() {
    Attribution map = Attribution.of(NdArrays.vectorOf(0.1f, -0.0f));

    assertThat(AttributionFiles.toJson(map))
        .isEqualTo(
            "{\"method\":\"given\",\"output\":\"\",\"targets\":[-1],\"scores\":[null],"
                + "\"warnings\":[[]],\"batch\":false,\"channelsFirst\":false,\"shape\":[2],"
                + "\"values\":[0.1,-0.0]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"shape\":[3],\"values\":[1,2]}"
            + " | A map of shape [3] cannot have 2 values and 1 targets.",
        "\"shape\":[2],\"batch\":true,\"values\":[1,2]}"
            + " | A map of shape [2] and 2 values cannot have 1 targets.",
        "\"shape\":[-1],\"values\":[1]} | The size -1 of the shape is negative.",
        "\"shape\":[4000000000,4000000000,4000000000],\"values\":[1]}"
            + " | A map of shape [4000000000, 4000000000, 4000000000] cannot have 1 values and 1"
            + " targets.",
        "\"shape\":[1],\"values\":[1e39]} | The value at 0 is not finite.",
        "\"shape\":[1],\"values\":[\"1\"]} | A value is not a number.",
        "\"shape\":[1],\"values\":[1],\"values\":[1]} | The key 'values' occurs twice.",
        "\"shape\":[1],\"values\":[1],\"colour\":3} | A map has no 'colour'.",
        "\"shape\":[1]} | The key 'values' is missing.",
        "\"shape\":[1],\"values\":[1],\"samples\":[3]} | The key 'standardErrors' is missing.",
        "\"shape\":[1],\"values\":[1],\"samples\":[3],\"standardErrors\":[1,2]}"
            + " | A map of 1 values cannot have 2 standard errors.",
        "\"shape\":[1],\"values\":[1,2 | it ends too early",
        "\"shape\":[1],\"values\":[1]}{} | it is not JSON at $"
      })
  void whatIsNoMapIsRefused(String end, String why) {
    assertThatThrownBy(() -> AttributionFiles.fromJson(SMALL + end))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith("The JSON text is not a map: ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"shape\":[NaN]}", "[1]", "{'shape':[1]}", "\"text\"", "nothing", "''"})
  void whatIsNoJsonIsRefused(String json) {
    assertThatThrownBy(() -> AttributionFiles.fromJson(json))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith("The JSON text is not a map: ");
  }

  @Test
  void whatIsNoUtf8IsRefused() {
    byte[] bytes = (SMALL + "\"shape\":[1],\"values\":[1]}").getBytes(UTF_8);
    bytes[13] = (byte) 0xFF;

    assertThatThrownBy(() -> AttributionFiles.readJson(new ByteArrayInputStream(bytes)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith("The map of the stream cannot be read: ");
  }

  @Test
  void aTruncatedStreamIsRefused() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AttributionFiles.writeNpy(Attribution.of(random(5)), bytes);
    byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 3);
    byte[] more = Arrays.copyOf(bytes.toByteArray(), bytes.size() + 1);

    assertThatThrownBy(() -> AttributionFiles.readNpy(new ByteArrayInputStream(cut)))
        .isInstanceOf(SaliencyException.class)
        .hasMessage(
            "The array of the stream has 17 bytes of values, but its shape [5] takes 20.\n"
                + "Maybe it was cut off, or holds several arrays: save each in its own file.");
    assertThatThrownBy(() -> AttributionFiles.readNpy(new ByteArrayInputStream(more)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageStartingWith("The array of the stream has more bytes of values than its shape");
  }

  /** Two billion values would take 8 GB. */
  @Test
  void aHeaderThatPromisesTooMuchTakesNoMemory() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AttributionFiles.writeNpy(Attribution.of(random(5)), bytes);
    byte[] huge =
        new String(bytes.toByteArray(), ISO_8859_1)
            .replace("(5,), }         ", "(2000000000,), }")
            .getBytes(ISO_8859_1);

    assertThatThrownBy(() -> AttributionFiles.readNpy(new ByteArrayInputStream(huge)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining(
            "has 20 bytes of values, but its shape [2000000000] takes 8000000000");
  }

  @Test
  void whatIsNotFiniteIsNeitherReadNorWritten() {
    FloatNdArray values = NdArrays.vectorOf(1, Float.NaN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AttributionFiles.writeNpy(Attribution.of(values), bytes);

    assertThatThrownBy(
            () -> AttributionFiles.readNpy(new ByteArrayInputStream(bytes.toByteArray())))
        .isInstanceOf(NonFiniteValueException.class)
        .hasMessage("The array is not a map: it has the value NaN.");
    assertThatThrownBy(() -> AttributionFiles.toJson(Attribution.of(values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A map with the value NaN has no form in JSON.");
  }

  /** Of all magnitudes, with zeros of both signs. */
  private static FloatNdArray random(long... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.size())];
    Random random = new Random(7);
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isFinite(value) ? value : -0.0f;
    }
    return NdArrays.wrap(shape, DataBuffers.of(values, false, false));
  }
}
