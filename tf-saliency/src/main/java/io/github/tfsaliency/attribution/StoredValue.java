package io.github.tfsaliency.attribution;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.message.Message;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * A {@link Value} as Java writes it: its class, and its options in the order in which its
 * constructor takes them. A stream may be forged, so the constructor's checks decide what is read.
 *
 * <p>Source: Bloch, <i>Effective Java</i>, 3rd edition, item 90.
 */
record StoredValue(Class<?> type, @Nullable Object[] options) implements Serializable {
  static StoredValue of(Class<?> type, List<@Nullable Object> options) {
    return new StoredValue(type, options.stream().map(StoredValue::stored).toArray());
  }

  /** What Java cannot write has a form here, which is replaced by what it stands for. */
  private static @Nullable Object stored(@Nullable Object option) {
    if (option instanceof Optional<?> optional) {
      return new StoredOptional(stored(optional.orElse(null)));
    }
    if (option instanceof OptionalInt optional) {
      return new StoredInt(optional.isPresent(), optional.orElse(0));
    }
    if (option instanceof OptionalLong optional) {
      return new StoredLong(optional.isPresent(), optional.orElse(0));
    }
    if (option instanceof OptionalDouble optional) {
      return new StoredDouble(optional.isPresent(), optional.orElse(0));
    }
    if (option instanceof Shape shape) {
      return new StoredShape(shape.asArray());
    }
    if (option instanceof ImmutableDoubleArray doubles) {
      return new StoredDoubles(doubles.toArray());
    }
    if (option instanceof ImmutableLongArray longs) {
      return new StoredLongs(longs.toArray());
    }
    if (option instanceof FloatNdArray array) {
      float[] values = new float[Math.toIntExact(array.size())];
      array.copyTo(DataBuffers.of(values, false, false));
      return new StoredArray(array.shape().asArray(), values);
    }
    return option;
  }

  private Object readResolve() throws InvalidObjectException {
    if (!Value.class.isAssignableFrom(type)) {
      throw invalid("it is no value", null);
    }
    try {
      Constructor<?> constructor = constructor();
      constructor.setAccessible(true);
      return constructor.newInstance(Arrays.stream(options).map(StoredValue::owned).toArray());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw invalid(String.valueOf(cause.getMessage()), cause);
    }
  }

  private Constructor<?> constructor() throws NoSuchMethodException {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(each -> each.getParameterCount() == options.length)
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchMethodException(
                    Message.of("its constructor does not take %s options", options.length)));
  }

  /** A forged stream can keep another reference to an array. */
  private static @Nullable Object owned(@Nullable Object option) {
    if (option instanceof float[] values) {
      return values.clone();
    }
    if (option instanceof int[] values) {
      return values.clone();
    }
    return option instanceof byte[] values ? values.clone() : option;
  }

  private InvalidObjectException invalid(String why, @Nullable Throwable cause) {
    InvalidObjectException invalid =
        new InvalidObjectException(
            Message.of("The '%s' of the stream cannot be read: %s", type.getName(), why));
    invalid.initCause(cause);
    return invalid;
  }

  private record StoredOptional(@Nullable Object value) implements Serializable {
    private Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  private record StoredInt(boolean present, int value) implements Serializable {
    private Object readResolve() {
      return present ? OptionalInt.of(value) : OptionalInt.empty();
    }
  }

  private record StoredLong(boolean present, long value) implements Serializable {
    private Object readResolve() {
      return present ? OptionalLong.of(value) : OptionalLong.empty();
    }
  }

  private record StoredDouble(boolean present, double value) implements Serializable {
    private Object readResolve() {
      return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
  }

  private record StoredShape(long[] sizes) implements Serializable {
    private Object readResolve() {
      return Shape.of(sizes.clone());
    }
  }

  private record StoredDoubles(double[] values) implements Serializable {
    private Object readResolve() {
      return ImmutableDoubleArray.copyOf(values);
    }
  }

  private record StoredLongs(long[] values) implements Serializable {
    private Object readResolve() {
      return ImmutableLongArray.copyOf(values);
    }
  }

  private record StoredArray(long[] shape, float[] values) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
      Shape sizes = Shape.of(shape.clone());
      if (sizes.size() != values.length) {
        throw new InvalidObjectException(
            Message.of("An array of shape %s cannot have %s values.", sizes, values.length));
      }
      return NdArrays.wrap(sizes, DataBuffers.of(values.clone(), false, false));
    }
  }
}
