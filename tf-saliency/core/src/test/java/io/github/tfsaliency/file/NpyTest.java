package io.github.tfsaliency.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class NpyTest {
  /** The spaces that end a header, in base64. */
  private static final String PADDING = "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";

  // Written by numpy.lib.format.write_array of NumPy 2.0.2.
  private static final String VERSION_1 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDIsIDMpLCB9"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAPwAAgD8AAMA/AAAAQAAAIEA=";
  private static final String VERSION_2 =
      "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUn"
          + "OiAoMiwgMyksIH0g"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAPwAAgD8AAMA/AAAAQAAAIEA=";
  private static final String VERSION_3 =
      "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUn"
          + "OiAoMiwgMyksIH0g"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAPwAAgD8AAMA/AAAAQAAAIEA=";
  private static final String FORTRAN =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAo"
          + "MiwgMywgNCksIH0g"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAABAQQAAgEAAAIBBAAAAQQAAoEEAAIA/AABQQQAAoEAA"
          + "AIhBAAAQQQAAqEEAAABAAABgQQAAwEAAAJBBAAAgQQAAsEEAAEBAAABwQQAA4EAAAJhBAAAwQQAAuEE=";
  private static final String BIG_ENDIAN =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDIsIDMpLCB9"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAPwAAAD+AAAA/wAAAQAAAAEAgAAA=";
  private static final String STRUCTURED =
      "k05VTVBZAQB2AHsnZGVzY3InOiBbKCdzaGFwZScsICc8ZjQnKV0sICdmb3J0cmFuX29yZGVyJzogRmFs"
          + "c2UsICdzaGFwZSc6ICgyLCksIH0g"
          + PADDING
          + "ICAgICAgICAgICAgIAoAAAAAAAAAAA==";
  private static final String VECTOR =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDMsKSwgfSAg"
          + PADDING
          + "ICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAwH8=";
  private static final String RANK_5 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDIsIDIsIDIsIDIsIDIpLCB9"
          + PADDING
          + "ICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAAoEAAAMBAAADgQAAAAEEAABBBAAAg"
          + "QQAAMEEAAEBBAABQQQAAYEEAAHBBAACAQQAAiEEAAJBBAACYQQAAoEEAAKhBAACwQQAAuEEAAMBBAADI"
          + "QQAA0EEAANhBAADgQQAA6EEAAPBBAAD4QQ==";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameAFile() {
    file = folder.resolve("map.npy");
  }

  @ParameterizedTest
  @ValueSource(strings = {VERSION_1, VERSION_2, VERSION_3, BIG_ENDIAN})
  void readsEveryVersionAndByteOrder(String fixture) throws IOException {
    FloatNdArray array = Npy.read(save(fixture));

    assertThat(array.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(values(array)).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f);
  }

  @Test
  void readsFortranOrder() throws IOException {
    FloatNdArray array = Npy.read(save(FORTRAN));

    assertThat(array.shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(values(array)).containsExactly(count(24));
  }

  @Test
  void readsOneAndFiveDimensions() throws IOException {
    FloatNdArray vector = Npy.read(save(VECTOR));
    FloatNdArray rank5 = Npy.read(save(RANK_5));

    assertThat(vector.shape()).isEqualTo(Shape.of(3));
    assertThat(values(vector)).containsExactly(1.5f, -2, Float.NaN);
    assertThat(rank5.shape()).isEqualTo(Shape.of(2, 2, 2, 2, 2));
    assertThat(values(rank5)).containsExactly(count(32));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'shape':(2,1),'fortran_order':False,'descr':'<f4'}",
        "{\"fortran_order\" : False , \"descr\" : \"<f4\" , \"shape\" : ( 2 ,1 , ) , }  \n",
        " {'descr': '<f4',\n 'fortran_order': False,\n 'shape': (2L, 1L)}"
      })
  void readsADictionaryInAnyOrderAndSpacing(String dictionary) throws IOException {
    FloatNdArray array = Npy.read(save(dictionary, 8));

    assertThat(array.shape()).isEqualTo(Shape.of(2, 1));
  }

  @Test
  void writesTheBytesThatNumPyWrites() throws IOException {
    Npy.write(file, array(Shape.of(2, 3), 0, 0.5f, 1, 1.5f, 2, 2.5f));
    assertThat(file).hasBinaryContent(decode(VERSION_1));

    Npy.write(file, array(Shape.of(3), 1.5f, -2, Float.NaN));
    assertThat(file).hasBinaryContent(decode(VECTOR));

    Npy.write(file, array(Shape.of(2, 2, 2, 2, 2), count(32)));
    assertThat(file).hasBinaryContent(decode(RANK_5));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 12, 123, 12_345})
  void alignsTheValuesTo64Bytes(long size) throws IOException {
    Npy.write(file, NdArrays.ofFloats(Shape.of(size, 1, 3)));

    assertThat((Files.size(file) - size * 12) % 64).isZero();
  }

  @Test
  void readsWhatItWrote() {
    Random random = new Random(2);
    float[] values = new float[224 * 224 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Npy.write(file, array(Shape.of(224, 224, 3), values));

    FloatNdArray array = Npy.read(file);

    assertThat(array.shape()).isEqualTo(Shape.of(224, 224, 3));
    assertThat(values(array)).isEqualTo(values);
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Npy.write(file, array(Shape.of(1), 1));
    Npy.write(file, array(Shape.of(1), 2));

    assertThat(values(Npy.read(file))).containsExactly(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "i1, k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDBGQ=",
    "u1, k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDBGQ=",
    "<i2, k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAEAAgADAAQAZAA=",
    ">u2, k05VTVBZAQB2AHsnZGVzY3InOiAnPnUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAABAAIAAwAEAGQ=",
    "<i4, k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAQAAAAIAAAADAAAABAAAAGQAAAA=",
    "<i8, k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAAQAAAAAAAAAZAAAAAAAAAA=",
    "<u4, k05VTVBZAQB2AHsnZGVzY3InOiAnPHU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAQAAAAIAAAADAAAABAAAAGQAAAA=",
    ">u4, k05VTVBZAQB2AHsnZGVzY3InOiAnPnU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAQAAAAIAAAADAAAABAAAAGQ=",
    "<u8, k05VTVBZAQB2AHsnZGVzY3InOiAnPHU4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAAQAAAAAAAAAZAAAAAAAAAA=",
    ">u8, k05VTVBZAQB2AHsnZGVzY3InOiAnPnU4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAGQ=",
    "<f2, k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA8AEAAQgBEQFY=",
    ">f2, k05VTVBZAQB2AHsnZGVzY3InOiAnPmYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAADwAQABCAEQAVkA=",
    ">i8, k05VTVBZAQB2AHsnZGVzY3InOiAnPmk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAGQ=",
    "<f8, k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAABBAAAAAAAAAWUA="
  })
  void readsNumbersOfEveryType(String dtype, String base64) throws IOException {
    save(base64);

    assertThat(values(Npy.read(file))).as(dtype).containsExactly(0, 1, 2, 3, 4, 100);
  }

  /** The values are those of NumPy's {@code astype('<f4')}. */
  @ParameterizedTest
  @CsvSource({
    "u4, k05VTVBZAQB2AHsnZGVzY3InOiAnPHU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDYsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAABAQAAAQMAAAEAAACAf/////////8=,"
        + " 16777216.0 16777216.0 16777220.0 2147483648.0 4294967040.0 4294967296.0",
    "u8, k05VTVBZAQB2AHsnZGVzY3InOiAnPHU4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDYsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAABAAAAAP////////9/AAAAAAAAAIAAAAAAgAAAgAEAAACAAACA//////////8=,"
        + " 16777216.0 9.223372036854776e+18 9.223372036854776e+18 9.223372036854776e+18"
        + " 9.223373136366404e+18 1.8446744073709552e+19",
    "i8, k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDYsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAABAAAAAP3///7//////////////38AAAAAAAAAgAEAAAAAACAA//////////8=,"
        + " 16777216.0 -16777220.0 9.223372036854776e+18 -9.223372036854776e+18 9007199254740992.0"
        + " -1.0",
    "f2, k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDgsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAP8DAARVNf97APwAgADA,"
        + " 5.960464477539063e-08 6.097555160522461e-05 6.103515625e-05 0.333251953125 65504.0 -inf"
        + " -0.0 -2.0",
  })
  void roundsLargeNumbersAsNumPyDoes(String dtype, String base64, String expected)
      throws IOException {
    save(base64);

    float[] floats = new float[8];
    List<String> numbers = Splitter.on(' ').splitToList(expected);
    for (int i = 0; i < numbers.size(); i++) {
      floats[i] = (float) Double.parseDouble(numbers.get(i).replace("inf", "Infinity"));
    }
    assertThat(values(Npy.read(file)))
        .as(dtype)
        .containsExactly(Arrays.copyOf(floats, numbers.size()));
  }

  @Test
  void readsAndWritesASingleNumber() throws IOException {
    save(
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA/");
    byte[] numpys = Files.readAllBytes(file);

    assertThat(Npy.read(file).getFloat()).isEqualTo(0.5f);

    Npy.write(file, NdArrays.scalarOf(0.5f));
    assertThat(file).hasBinaryContent(numpys);
  }

  @Test
  void readsTruthAsOne() throws IOException {
    save(
        "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQABAQA=");

    assertThat(values(Npy.read(file))).containsExactly(0, 1, 0, 1, 1, 0);
  }

  @Nested
  class RefusesToWrite {
    @Test
    void sixDimensions() {
      assertThatThrownBy(() -> Npy.write(file, array(Shape.of(1, 1, 1, 1, 1, 1), 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The array has the shape [1, 1, 1, 1, 1, 1], but must have 0 to 5 dimensions and 1"
                  + " to 2147483639 values.");
    }

    @Test
    void overAFolderAndLeavesNothing() throws IOException {
      Files.createDirectories(file.resolve("inside"));

      assertThatThrownBy(() -> Npy.write(file, array(Shape.of(1), 1)))
          .isInstanceOf(SaliencyException.class)
          .hasMessageStartingWith("The file '" + file + "' cannot be written: ")
          .hasCauseInstanceOf(IOException.class);
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(file);
      }
    }

    @Test
    void intoAFolderThatDoesNotExist() {
      Path missing = folder.resolve("missing").resolve("map.npy");

      assertThatThrownBy(() -> Npy.write(missing, array(Shape.of(1), 1)))
          .isInstanceOf(SaliencyException.class)
          .hasMessageStartingWith("The file '" + missing + "' cannot be written: ");
    }
  }

  @Nested
  class RefusesToRead {
    @Test
    void aMissingFile() {
      assertRefused("There is no file '%s'.");
    }

    @Test
    void otherDtypes() throws IOException {
      save(STRUCTURED);
      assertRefused(
          "The file '%s' has the dtype [('shape', '<f4')], which is not real numbers of 1 to 8"
              + " bytes.\n"
              + "Maybe save it with array.astype('float32').");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "k05VTVA=", "k05VTVBZAQ==", "k05VTVBZAQB2", "UEsDBC0AAAAAAAAAIQALwA=="})
    void foreignAndCutOffStarts(String start) throws IOException {
      save(start);

      assertRefused(
          "The file '%s' is not a .npy file.\nMaybe save one array with numpy.save(path, array).");
    }

    @Test
    void aFutureVersion() throws IOException {
      byte[] bytes = decode(VERSION_1);
      bytes[6] = 4;
      bytes[7] = 1;
      Files.write(file, bytes);

      assertRefused("The file '%s' has the .npy version 4.1, but must have 1.0, 2.0 or 3.0.");
    }

    @Test
    void aHeaderThatIsCutOff() throws IOException {
      Files.write(file, Arrays.copyOf(decode(VERSION_1), 20));

      assertRefused(
          "The file '%s' announces a header of 118 bytes, but has 10 left, and at most 65535 are"
              + " read.\nMaybe it was cut off.");
    }

    @Test
    void aHeaderOfAbsurdLength() throws IOException {
      byte[] bytes = decode(VERSION_2);
      Arrays.fill(bytes, 8, 12, (byte) 0xFF);
      Files.write(file, bytes);

      assertRefused(
          "The file '%s' announces a header of 4294967295 bytes, but has 140 left, and at most"
              + " 65535 are read.\nMaybe it was cut off.");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "descr",
          "{'descr': '<f4', 'fortran_order': False}",
          "{'fortran_order': False, 'shape': (1,)}",
          "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (1, x)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': 4}"
        })
    void aForeignHeader(String dictionary) throws IOException {
      save(dictionary, 4);

      assertRefused("The file '%s' has a header that NumPy does not write: " + dictionary);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[1, 1, 1, 1, 1, 1]",
          "[0, 3]",
          "[65536, 65536]",
          "[4294967296, 4294967296, 4294967296]",
          "[99999999999999999999]"
        })
    void anAbsurdShape(String shape) throws IOException {
      String tuple = shape.replace("[", "(").replace("]", ",)").replace("(,", "(");
      save("{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple + ", }", 4);

      assertRefused(
          "The file '%s' has the shape "
              + shape
              + ", but must have 0 to 5 dimensions and 1 to 2147483639 values.");
    }

    @Test
    void tooFewValuesEvenOfAHugeShape() throws IOException {
      save("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483639,), }", 4);

      assertRefused(
          "The file '%s' has 4 bytes of values, but its shape [2147483639] takes 8589934556.\n"
              + "Maybe it was cut off, or holds several arrays: save each in its own file.");
    }

    @Test
    void severalArrays() throws IOException {
      byte[] one = decode(VECTOR);
      byte[] two = Arrays.copyOf(one, 2 * one.length);
      System.arraycopy(one, 0, two, one.length, one.length);
      Files.write(file, two);

      assertRefused(
          "The file '%s' has 152 bytes of values, but its shape [3] takes 12.\n"
              + "Maybe it was cut off, or holds several arrays: save each in its own file.");
    }

    private void assertRefused(String message) {
      ThrowingCallable reading = () -> Npy.read(file);
      assertThatThrownBy(reading)
          .isInstanceOf(SaliencyException.class)
          .hasMessage(message.replace("%s", file.toString()));
    }
  }

  private static FloatNdArray array(Shape shape, float... values) {
    return NdArrays.wrap(shape, DataBuffers.of(values, true, false));
  }

  private static float[] values(FloatNdArray array) {
    float[] values = new float[(int) array.size()];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static float[] count(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @CanIgnoreReturnValue
  private Path save(String base64) throws IOException {
    return Files.write(file, decode(base64));
  }

  @CanIgnoreReturnValue
  private Path save(String dictionary, int valueBytes) throws IOException {
    byte[] text = dictionary.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        Arrays.copyOf(Arrays.copyOf(decode(VERSION_1), 10), 10 + text.length + valueBytes);
    bytes[8] = (byte) text.length;
    bytes[9] = 0;
    System.arraycopy(text, 0, bytes, 10, text.length);
    return Files.write(file, bytes);
  }
}
