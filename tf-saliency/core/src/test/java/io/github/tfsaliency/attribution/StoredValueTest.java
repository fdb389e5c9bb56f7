package io.github.tfsaliency.attribution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

/** A stream may be forged: what no factory makes is not read. */
class StoredValueTest {
  @Test
  void whatTheFactoryRefusesIsRefused() {
    assertThatThrownBy(() -> read(Target.Pixel.class, 1, -1, 0))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessage(
            "The 'io.github.tfsaliency.attribution.Target$Pixel' of the stream cannot be read: The"
                + " row (1), the column (-1) and the class index (0) must not be negative.");
  }

  @Test
  void anOptionOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> read(Target.Pixel.class, 1, "2", 0))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("argument type mismatch");
  }

  @Test
  void aMissingOptionIsRefused() {
    assertThatThrownBy(() -> read(Target.Pixel.class, 1, 2))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageEndingWith("its constructor does not take 2 options");
    assertThatThrownBy(() -> read(Target.Label.class, (Object) null))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageEndingWith("label");
  }

  @Test
  void whatIsNoValueIsNotMade() {
    assertThatThrownBy(() -> read(StringBuilder.class, "text"))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageEndingWith("it is no value");
  }

  @Test
  void aMapWhoseSizesDisagreeIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    Attribution.class,
                    Shape.of(2, 2),
                    false,
                    new float[3],
                    new float[0],
                    ExplainedSamples.of(ImmutableLongArray.of(1), ImmutableDoubleArray.of(1)),
                    "gradient",
                    "",
                    false))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageEndingWith("A map of shape [2, 2] and 3 values cannot have 1 targets.");
  }

  @Test
  void aMaskDoesNotReachBeyondItsSize() {
    BitSet pixels = new BitSet();
    pixels.set(4);

    assertThatThrownBy(() -> new PixelMask(2, 2, pixels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A mask of 2 rows and 2 columns has no pixel 4.");
  }

  private static Object read(Class<?> type, @Nullable Object... options) throws Exception {
    return read(StoredValue.of(type, Arrays.asList(options)));
  }

  private static Object read(StoredValue stored) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(stored);
    }
    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return stream.readObject();
    }
  }
}
