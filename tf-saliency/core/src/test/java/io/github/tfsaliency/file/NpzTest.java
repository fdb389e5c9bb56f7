package io.github.tfsaliency.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

class NpzTest {
  @TempDir Path folder;

  @Test
  void arraysAreReadByTheirNames() throws IOException {
    Path file = zip(ImmutableMap.of("a.npy", npy(1, 2), "b.npy", npy(3), "note.txt", new byte[1]));

    assertThat(Npz.names(file)).containsExactly("a", "b");
    Map<String, FloatNdArray> arrays = Npz.read(file, ImmutableSet.of("b"));
    assertThat(arrays).containsOnlyKeys("b");
    assertThat(arrays.get("b")).isEqualTo(NdArrays.vectorOf(3f));
  }

  @Test
  void anArrayThatIsNotThereIsNamed() throws IOException {
    Path file = zip(ImmutableMap.of("age.npy", npy(1)));

    assertThatThrownBy(() -> Npz.read(file, ImmutableSet.of("ages")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("no array 'ages'")
        .hasMessageContaining("'age'");
  }

  /** The header promises two GiB, and the ZIP file has some of it in few bytes. */
  @Test
  void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    array.writeBytes(header("(536870912,)"));
    array.writeBytes(new byte[1 << 20]);
    Path file = zip(ImmutableMap.of("a.npy", array.toByteArray()));

    assertThatThrownBy(() -> Npz.read(file, ImmutableSet.of("a")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("at most 268435456 values");
  }

  @Test
  void valuesThatAreMissingAreCounted() throws IOException {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    array.writeBytes(header("(1000,)"));
    array.writeBytes(new byte[40]);
    Path file = zip(ImmutableMap.of("a.npy", array.toByteArray()));

    assertThatThrownBy(() -> Npz.read(file, ImmutableSet.of("a")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("array 'a'")
        .hasMessageContaining("has 40 bytes");
  }

  @Test
  void moreThanTheShapeSaysIsRefused() throws IOException {
    byte[] array = npy(1, 2);
    Path file = zip(ImmutableMap.of("a.npy", Arrays.copyOf(array, array.length + 4)));

    assertThatThrownBy(() -> Npz.read(file, ImmutableSet.of("a")))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("more bytes");
  }

  @Test
  void anEmptyZipHasNoArrays() throws IOException {
    Path file = zip(ImmutableMap.of("note.txt", new byte[1]));

    assertThatThrownBy(() -> Npz.names(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("0 arrays");
  }

  @Test
  void whatIsNoZipIsAnErrorInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("a.npz"), "no zip");

    assertThatThrownBy(() -> Npz.names(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("a.npz");
  }

  @Test
  void tensOfThousandsOfArraysAreRefused() throws IOException {
    Path file = folder.resolve("many.npz");
    try (OutputStream stream = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      for (int i = 0; i < 10_001; i++) {
        zip.putNextEntry(new ZipEntry(i + ".npy"));
        zip.closeEntry();
      }
    }

    assertThatThrownBy(() -> Npz.names(file))
        .isInstanceOf(SaliencyException.class)
        .hasMessageContaining("10001 arrays");
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("arrays.npz");
    try (OutputStream stream = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private static byte[] npy(float... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Npy.write(bytes, NdArrays.vectorOf(values));
    return bytes.toByteArray();
  }

  private static byte[] header(String shape) {
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.write(text.length());
    bytes.write(0);
    bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.toByteArray();
  }
}
