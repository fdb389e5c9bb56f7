package io.github.tfsaliency.attribution;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.message.Message;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
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
record StoredValue(Class<?> type, List<@Nullable Object> options) implements Serializable {
  static StoredValue of(Class<?> type, List<@Nullable Object> options) {
    List<@Nullable Object> stored = new ArrayList<>();
    options.forEach(option -> stored.add(stored(option)));
    return new StoredValue(type, stored);
  }

  /** The serializable form of an option. */
  private static @Nullable Object stored(@Nullable Object option) {
    if (option instanceof Optional<?> optional) {
      return new Form(Kind.OPTIONAL, stored(optional.orElse(null)));
    }
    if (option instanceof OptionalInt optional) {
      return new Form(Kind.INT, optional.isPresent() ? optional.getAsInt() : null);
    }
    if (option instanceof OptionalLong optional) {
      return new Form(Kind.LONG, optional.isPresent() ? optional.getAsLong() : null);
    }
    if (option instanceof OptionalDouble optional) {
      return new Form(Kind.DOUBLE, optional.isPresent() ? optional.getAsDouble() : null);
    }
    if (option instanceof Shape shape) {
      return new Form(Kind.SHAPE, shape.asArray());
    }
    if (option instanceof ImmutableDoubleArray doubles) {
      return new Form(Kind.DOUBLES, doubles.toArray());
    }
    if (option instanceof ImmutableLongArray longs) {
      return new Form(Kind.LONGS, longs.toArray());
    }
    if (option instanceof FloatNdArray array) {
      float[] values = new float[Math.toIntExact(array.size())];
      array.copyTo(DataBuffers.of(values, false, false));
      return new Form(Kind.ARRAY, new Object[] {array.shape().asArray(), values});
    }
    return option;
  }

  private Object readResolve() throws InvalidObjectException {
    if (!Value.class.isAssignableFrom(type)) {
      throw invalid(type, "it is no value", null);
    }
    try {
      Constructor<?> constructor = constructor();
      constructor.setAccessible(true);
      return constructor.newInstance(options.stream().map(StoredValue::owned).toArray());
    } catch (InvocationTargetException e) {
      throw invalid(type, Message.reason(e.getTargetException()).text(), e.getTargetException());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw invalid(type, Message.reason(e).text(), e);
    }
  }

  private Constructor<?> constructor() throws NoSuchMethodException {
    return Arrays.stream(type.getDeclaredConstructors())
        .filter(each -> each.getParameterCount() == options.size())
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchMethodException(
                    Message.of("its constructor does not take %s options", options.size())));
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

  private static InvalidObjectException invalid(
      Class<?> type, String why, @Nullable Throwable cause) {
    InvalidObjectException invalid =
        new InvalidObjectException(
            Message.of(
                "The '%s' of the stream cannot be read: %s", type.getName(), Message.part(why)));
    invalid.initCause(cause);
    return invalid;
  }

  /** The original types of serialized forms. */
  private enum Kind {
    OPTIONAL,
    INT,
    LONG,
    DOUBLE,
    SHAPE,
    DOUBLES,
    LONGS,
    ARRAY
  }

  /** An option that Java cannot write as it is. */
  private record Form(Kind kind, @Nullable Object content) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
      try {
        return switch (kind) {
          case OPTIONAL -> Optional.ofNullable(content);
          case INT -> content == null ? OptionalInt.empty() : OptionalInt.of((int) content);
          case LONG -> content == null ? OptionalLong.empty() : OptionalLong.of((long) content);
          case DOUBLE ->
              content == null ? OptionalDouble.empty() : OptionalDouble.of((double) content);
          case SHAPE -> Shape.of(present(long[].class).clone());
          case DOUBLES -> ImmutableDoubleArray.copyOf(present(double[].class));
          case LONGS -> ImmutableLongArray.copyOf(present(long[].class));
          case ARRAY -> array(present(Object[].class));
        };
      } catch (ClassCastException | IllegalArgumentException e) {
        throw invalid(kind.getDeclaringClass(), Message.reason(e).text(), e);
      }
    }

    private <T> T present(Class<T> type) {
      if (content == null) {
        throw new IllegalArgumentException("there is nothing");
      }
      return type.cast(content);
    }

    private static FloatNdArray array(Object... parts) {
      if (parts.length != 2) {
        throw new IllegalArgumentException("an array has a shape and values");
      }
      Shape sizes = Shape.of(((long[]) parts[0]).clone());
      float[] values = ((float[]) parts[1]).clone();
      if (sizes.size() != values.length) {
        throw new IllegalArgumentException(
            Message.of("an array of shape %s cannot have %s values", sizes, values.length));
      }
      return NdArrays.wrap(sizes, DataBuffers.of(values, false, false));
    }
  }
}
