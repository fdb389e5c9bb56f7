package io.github.tfsaliency.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class Sha256Test {
  @TempDir Path folder;

  /** FIPS 180-4, example "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void sumsAreThoseOfTheStandard() throws IOException {
    assertThat(Sha256.of("abc".getBytes(US_ASCII))).isEqualTo(ABC);
    assertThat(Sha256.of(Files.writeString(folder.resolve("abc"), "abc"))).isEqualTo(ABC);
  }

  @Test
  void theSumOfAMapIsThatOfItsFile() throws IOException, NoSuchAlgorithmException {
    Attribution map = Attribution.of(NdArrays.ofFloats(Shape.of(3, 2)));
    Path file = folder.resolve("map.npy");
    Npy.write(file, map.values());

    byte[] expected = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    assertThat(Sha256.ofNpy(map)).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThatThrownBy(() -> Sha256.of(folder)).isInstanceOf(SaliencyException.class);
    assertThatThrownBy(() -> Sha256.of(folder.resolve("none")))
        .isInstanceOf(SaliencyException.class)
        .hasMessage("There is no file '" + folder.resolve("none") + "'.");
  }
}
