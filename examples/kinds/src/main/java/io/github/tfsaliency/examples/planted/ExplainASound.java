package io.github.tfsaliency.examples.planted;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.display.Display;
import io.github.tfsaliency.display.InputView;
import io.github.tfsaliency.method.path.IntegratedGradients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.tensorflow.ndarray.StdArrays;

/** Where in the noise is the tone that rises or falls? */
public final class ExplainASound {
  private static final double RATE = 8000;
  private static final double LOUDEST = 32768;

  private ExplainASound() {}

  /**
   * Explains a sound.
   *
   * @param arguments the SavedModel's folder, the WAV file (mono, 16 bits, 8 kHz), the SVG to write
   * @throws IOException if the sound cannot be read
   * @throws UnsupportedAudioFileException if it is no sound
   */
  public static void main(String[] arguments) throws IOException, UnsupportedAudioFileException {
    explain(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
  }

  static Attribution explain(Path savedModel, Path wav, Path svg)
      throws IOException, UnsupportedAudioFileException {
    double[] samples = read(wav);
    float[] values = new float[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) samples[i];
    }
    // tag::sound[]
    try (Model model = Model.load(savedModel)) {
      Attribution map =
          Saliency.of(model)
              .method(IntegratedGradients.of())
              .target(Target.top())
              .compute(StdArrays.ndCopyOf(values));
      Display.of(map, new InputView.Sound(ImmutableDoubleArray.copyOf(samples), RATE))
          .writeSvg(svg);
      // end::sound[]
      return map;
    }
  }

  private static double[] read(Path wav) throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream sound = AudioSystem.getAudioInputStream(wav.toFile())) {
      ByteBuffer bytes = ByteBuffer.wrap(sound.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      double[] samples = new double[bytes.remaining() / Short.BYTES];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes.getShort() / LOUDEST;
      }
      return samples;
    }
  }
}
