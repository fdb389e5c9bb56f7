package io.github.tfsaliency.cli.input;

import com.google.common.collect.Range;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A sound in a WAV file.
 *
 * @param samples the mean of the channels, -1 to 1
 * @param rate samples a second
 * @param channels how many the file has
 */
record WaveFile(ImmutableDoubleArray samples, int rate, int channels) {
  private static final int MOST_CHANNELS = 256;
  private static final int MOST_SAMPLES = 100_000_000;
  private static final int FIRST_SAMPLES = 1 << 16;
  private static final int CHUNK_FRAMES = 1 << 12;

  /** Programs that write into a pipe do not know the length, and write one that cannot be. */
  private static final long UNKNOWN_BYTES = 0x7fff_0000L;

  /**
   * Reads a file: integers of 8, 16, 24 or 32 bits, or floats.
   *
   * @throws SaliencyException if it cannot be read, is no such file, or ends too early
   */
  static WaveFile read(Path file) {
    RegularFile.require(file);
    requireWave(file);
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        AudioInputStream stream = AudioSystem.getAudioInputStream(bytes)) {
      AudioFormat format = stream.getFormat();
      float rate = format.getSampleRate();
      int channels = format.getChannels();
      boolean known =
          rate >= 1
              && rate <= Resampler.MOST_RATE
              && rate == Math.rint(rate)
              && Range.closed(1, MOST_CHANNELS).contains(channels)
              && format.getFrameSize() == channels * sampleBytes(format);
      if (!known) {
        throw new SaliencyException(
            Message.of(
                "The sound '%s' has %s channels and %s samples a second of the kind %s, %s bits,"
                    + " which are not read.\n"
                    + "Maybe save it as WAV with 16 bits (PCM).",
                file, channels, rate, format.getEncoding(), format.getSampleSizeInBits()));
      }
      return new WaveFile(mono(file, stream, format), (int) rate, channels);
    } catch (UnsupportedAudioFileException | IllegalArgumentException e) {
      throw foreign(file, e);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of(
              "The sound '%s' cannot be read: %s.\nMaybe it is damaged or incomplete.",
              file, Message.part(e instanceof EOFException ? "it ends too early" : reason(e))),
          e);
    }
  }

  private static String reason(IOException e) {
    return Message.reason(e).text();
  }

  private static SaliencyException foreign(Path file, Throwable cause) {
    return new SaliencyException(
        Message.of(
            "The file '%s' is no WAV file that is understood.\n"
                + "Maybe save it as WAV with 16 bits (PCM).",
            file),
        cause);
  }

  /** The JDK knows more formats, and other libraries add theirs. */
  private static void requireWave(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      String start = new String(stream.readNBytes(12), StandardCharsets.ISO_8859_1);
      if (!start.startsWith("RIFF") || !start.endsWith("WAVE")) {
        throw foreign(file, new IOException("no RIFF of WAVE"));
      }
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The sound '%s' cannot be read: %s.", file, e), e);
    }
  }

  /** 0 for what is not read. */
  private static int sampleBytes(AudioFormat format) {
    int bits = format.getSampleSizeInBits();
    AudioFormat.Encoding encoding = format.getEncoding();
    boolean known =
        encoding.equals(AudioFormat.Encoding.PCM_FLOAT)
            ? bits == Float.SIZE || bits == Double.SIZE
            : encoding.equals(AudioFormat.Encoding.PCM_UNSIGNED)
                ? bits == Byte.SIZE
                : encoding.equals(AudioFormat.Encoding.PCM_SIGNED)
                    && bits > 0
                    && bits <= Integer.SIZE
                    && bits % Byte.SIZE == 0;
    return known ? bits / Byte.SIZE : 0;
  }

  private static ImmutableDoubleArray mono(Path file, AudioInputStream stream, AudioFormat format)
      throws IOException {
    int frameBytes = format.getFrameSize();
    int channels = format.getChannels();
    ByteOrder order = format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    double[] samples = new double[FIRST_SAMPLES];
    int count = 0;
    byte[] bytes;
    do {
      bytes = stream.readNBytes(CHUNK_FRAMES * frameBytes);
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(order);
      int frames = bytes.length / frameBytes;
      if (count + frames > MOST_SAMPLES) {
        throw new SaliencyException(
            Message.of(
                "The sound '%s' has more than %s samples.\nMaybe cut it.", file, MOST_SAMPLES));
      }
      if (count + frames > samples.length) {
        samples = Arrays.copyOf(samples, 2 * samples.length);
      }
      for (int i = 0; i < frames; i++) {
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
          sum += sample(chunk, format);
        }
        samples[count++] = finite(file, sum / channels);
      }
    } while (bytes.length == CHUNK_FRAMES * frameBytes);
    long promised = stream.getFrameLength();
    boolean open = promised < 0 || promised * frameBytes >= UNKNOWN_BYTES;
    if (!open && count < promised) {
      throw new EOFException();
    }
    if (count == 0) {
      throw new SaliencyException(Message.of("The sound '%s' has no samples.", file));
    }
    return ImmutableDoubleArray.copyOf(Arrays.copyOf(samples, count));
  }

  private static double sample(ByteBuffer chunk, AudioFormat format) {
    if (format.getEncoding().equals(AudioFormat.Encoding.PCM_FLOAT)) {
      return format.getSampleSizeInBits() == Float.SIZE ? chunk.getFloat() : chunk.getDouble();
    }
    if (format.getEncoding().equals(AudioFormat.Encoding.PCM_UNSIGNED)) {
      return ((chunk.get() & 0xff) - 128) / 128.0;
    }
    return switch (format.getSampleSizeInBits()) {
      case 8 -> chunk.get() / 128.0;
      case 16 -> chunk.getShort() / 32768.0;
      case 24 -> threeBytes(chunk) / 8388608.0;
      default -> chunk.getInt() / 2147483648.0;
    };
  }

  private static int threeBytes(ByteBuffer chunk) {
    int first = chunk.get();
    int second = chunk.get() & 0xff;
    int third = chunk.get();
    return chunk.order() == ByteOrder.BIG_ENDIAN
        ? first << 16 | second << 8 | (third & 0xff)
        : third << 16 | second << 8 | (first & 0xff);
  }

  private static double finite(Path file, double value) {
    if (!Double.isFinite(value)) {
      throw new SaliencyException(
          Message.of(
              "The sound '%s' has a sample that is %s.\nMaybe it was computed, and a division by"
                  + " zero is in it.",
              file, value));
    }
    return value;
  }
}
