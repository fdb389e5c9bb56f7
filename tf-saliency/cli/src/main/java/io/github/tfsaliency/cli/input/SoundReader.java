package io.github.tfsaliency.cli.input;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.message.Message;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tensorflow.ndarray.Shape;

/** A sound as one sample: mono, at the model's rate, as long as the model takes it. */
final class SoundReader {
  private final Path file;
  private final OptionalInt modelRate;
  private final Consumer<String> notes;

  /**
   * Starts with a file.
   *
   * @param modelRate samples a second; empty if nobody said it
   * @param notes where it goes what was done to the sound
   */
  SoundReader(Path file, OptionalInt modelRate, Consumer<String> notes) {
    this.file = file;
    this.modelRate = modelRate;
    this.notes = notes;
  }

  /** The samples for an input of the shape {@code [?, T]} or {@code [?, T, 1]}. */
  Feed feed(Slot slot) {
    int rank = slot.hasRank() ? slot.shape().numDimensions() : 2;
    boolean fits =
        (rank == 2 || (rank == 3 && Math.abs(slot.shape().get(2)) == 1))
            && !slot.takesTexts()
            && slot.type().matches("float|half|double|bfloat16");
    if (!fits) {
      throw new SaliencyException(
          Message.of(
              "The input '%s' takes %s of shape %s, but a sound is floats of shape [?, samples] or"
                  + " [?, samples, 1].\n"
                  + "Maybe make its spectrogram, and give it as a .npy file.",
              slot.name(), slot.takesTexts() ? "string" : slot.type(), slot.shapeText()));
    }
    WaveFile wave = WaveFile.read(file);
    int rate = modelRate.orElse(wave.rate());
    if (modelRate.isEmpty()) {
      notes.accept(
          Message.of(
              "the sample rate of the model is unknown, so '%s' stays at %s samples per second;"
                  + " --sample-rate sets the model's rate",
              file, wave.rate()));
    }
    double[] samples = Resampler.resample(wave.samples().toArray(), wave.rate(), rate);
    long wanted = slot.hasRank() ? slot.shape().get(1) : Shape.UNKNOWN_SIZE;
    int length = wanted > 0 ? Math.toIntExact(wanted) : samples.length;
    if (length != samples.length) {
      notes.accept(
          Message.of(
              "'%s' has %s samples at %s per second, and the model takes %s: %s",
              file,
              samples.length,
              rate,
              length,
              Message.part(
                  length < samples.length ? "the end is cut off" : "silence is added at the end")));
    }
    double[] taken = Arrays.copyOf(samples, length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) taken[i];
    }
    Shape shape = rank == 3 ? Shape.of(1, length, 1) : Shape.of(1, length);
    return Feed.batch(
        values, shape, sample -> new InputView.Sound(ImmutableDoubleArray.copyOf(taken), rate));
  }
}
