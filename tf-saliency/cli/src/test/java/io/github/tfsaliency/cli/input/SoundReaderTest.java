package io.github.tfsaliency.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonParser;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class SoundReaderTest {
  private static final Path SOUNDS = Path.of("src/test/resources/sounds");

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  /**
   * The files have 100 samples of two channels, the second one half as loud. Their integers were
   * cut off, from 1 = the largest one, so the error is up to two of them.
   */
  @ParameterizedTest
  @CsvSource({"pcm8, 0.0156", "pcm16, 6.1e-5", "pcm24, 2.4e-7", "pcm32, 9.4e-10", "float32, 1e-7"})
  void channelsBecomeTheirMean(String name, double error) throws IOException {
    WaveFile wave = WaveFile.read(SOUNDS.resolve(name + ".wav"));

    double[] expected = Arrays.stream(signal()).limit(100).map(v -> v * 0.75).toArray();
    assertThat(wave.rate()).isEqualTo(16000);
    assertThat(wave.channels()).isEqualTo(2);
    assertThat(wave.samples().toArray()).containsExactly(expected, within(error));
  }

  @Test
  void aSoundIsResampledAndFilledUpAndItIsTold() {
    Feed feed = read("mono44", 16000, Shape.of(-1, 400));

    assertThat(feed.values().shape()).isEqualTo(Shape.of(1, 400));
    assertThat(notes)
        .singleElement()
        .asString()
        .contains("has 109 samples at 16000 per second, and the model takes 400: silence is added");
    assertThat(feed.values().getFloat(0, 109)).isZero();
    assertThat(feed.view().apply(0))
        .isInstanceOfSatisfying(
            InputView.Sound.class,
            sound -> {
              assertThat(sound.rate()).isEqualTo(16000);
              assertThat(sound.samples().length()).isEqualTo(400);
              assertThat((float) sound.samples().get(50)).isEqualTo(feed.values().getFloat(0, 50));
            });
  }

  @Test
  void whatIsTooLongIsCutOffAndItIsTold() {
    Feed feed = read("pcm16", 16000, Shape.of(-1, 40, 1));

    assertThat(feed.values().shape()).isEqualTo(Shape.of(1, 40, 1));
    assertThat(notes).singleElement().asString().contains("the end is cut off");
  }

  @Test
  void aRateThatNobodySaidIsTold() {
    Feed feed =
        new SoundReader(SOUNDS.resolve("mono44.wav"), OptionalInt.empty(), notes::add)
            .feed(slot(Shape.of(-1, -1)));

    assertThat(feed.values().shape()).isEqualTo(Shape.of(1, 300));
    assertThat(notes).singleElement().asString().contains("stays at 44100 samples per second");
  }

  @Test
  void anInputOfPicturesTakesNoSound() {
    assertThatThrownBy(() -> read("pcm16", 16000, Shape.of(-1, 8, 8, 3)))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("takes float of shape [?, 8, 8, 3]");
  }

  @Test
  void aFileThatEndsTooEarlyIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(SOUNDS.resolve("pcm16.wav"));
    Path cut = folder.resolve("cut.wav");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 100));

    assertThatThrownBy(() -> WaveFile.read(cut))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("ends too early");
  }

  @Test
  void aSampleThatIsNoNumberIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(SOUNDS.resolve("float32.wav"));
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, Float.NaN);
    Path broken = folder.resolve("nan.wav");
    Files.write(broken, bytes);

    assertThatThrownBy(() -> WaveFile.read(broken))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("is NaN");
  }

  /** Each field of the header with the largest value that it can have. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16, 20, 22, 24, 28, 32, 34, 40})
  void aHeaderThatPromisesTooMuchIsAnErrorInWords(int field) throws IOException {
    byte[] bytes = Files.readAllBytes(SOUNDS.resolve("pcm16.wav"));
    bytes[field] = (byte) 0xff;
    bytes[field + 1] = (byte) 0xff;
    if (field == 16 || field == 24 || field == 40) {
      bytes[field + 2] = (byte) 0xff;
      bytes[field + 3] = 0x3f;
    }
    Path hostile = folder.resolve("hostile.wav");
    Files.write(hostile, bytes);

    try {
      WaveFile read = WaveFile.read(hostile);
      // Some fields say nothing that the samples do not say themselves.
      assertThat(read.samples().length()).isLessThanOrEqualTo(400);
    } catch (SaliencyException e) {
      assertThat(e).hasMessageContaining("hostile.wav");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "RIFF", "RIFF____WAVE", "no sound at all, but a text"})
  void whatIsNoSoundIsAnErrorInWords(String text) throws IOException {
    Path file = folder.resolve("none.wav");
    Files.writeString(file, text);

    assertThatThrownBy(() -> WaveFile.read(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("none.wav");
  }

  private Feed read(String name, int rate, Shape shape) {
    return new SoundReader(SOUNDS.resolve(name + ".wav"), OptionalInt.of(rate), notes::add)
        .feed(slot(shape));
  }

  private static Slot slot(Shape shape) {
    return new Slot("sound", "float", shape, ImmutableList.of());
  }

  private static double[] signal() throws IOException {
    return JsonParser.parseString(Files.readString(SOUNDS.resolve("resampled.json")))
        .getAsJsonObject()
        .getAsJsonArray("signal")
        .asList()
        .stream()
        .mapToDouble(value -> value.getAsDouble())
        .toArray();
  }
}
