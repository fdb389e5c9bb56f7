package io.github.tfsaliency.attribution;

import com.google.common.collect.ImmutableList;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An immutable object with options, such as a method or a metric. Factories create it, and {@code
 * withX} methods change an option. Two values are equal if they have the same class and equal
 * options. Its text has the names of the options, which are the fields.
 *
 * <p>A record has these properties too, but its constructor is public. Callers could bypass the
 * factories, and the constructor could not change when an option is added. Methods and rules
 * outside this library need not extend this class; a record is enough if no other code is compiled
 * against it.
 *
 * <p>Serializable: reading calls the constructor with the options in the order of the fields, so
 * its checks apply. Lists are stored as lists of the JDK, which Kryo can read.
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public abstract class Value implements Serializable {
  private static final long serialVersionUID = 1;

  private static final ClassValue<ImmutableList<Field>> OPTIONS =
      new ClassValue<>() {
        @Override
        protected ImmutableList<Field> computeValue(Class<?> type) {
          ImmutableList.Builder<Field> options = ImmutableList.builder();
          Class<?> above = type.getSuperclass();
          if (above != null && above != Value.class) {
            options.addAll(OPTIONS.get(above));
          }
          Arrays.stream(type.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .peek(field -> field.setAccessible(true))
              .forEach(options::add);
          return options.build();
        }
      };

  /** Has no options. */
  protected Value() {}

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Value that
        && that.getClass().equals(getClass())
        && Arrays.deepEquals(that.options().toArray(), options().toArray());
  }

  @Override
  public final int hashCode() {
    return 31 * getClass().hashCode() + Arrays.deepHashCode(options().toArray());
  }

  /**
   * The class and its options, for logs and messages.
   *
   * @return for example {@code Slic[count=50, compactness=10.0]}
   */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", getClass().getSimpleName() + "[", "]");
    List<@Nullable Object> values = options();
    for (int i = 0; i < values.size(); i++) {
      text.add(OPTIONS.get(getClass()).get(i).getName() + "=" + values.get(i));
    }
    return text.toString();
  }

  /**
   * The object that Java serializes instead of this value.
   *
   * @return its class and its options
   */
  protected final Object writeReplace() {
    return StoredValue.of(getClass(), options());
  }

  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("A value is read by its constructor, never field by field.");
  }

  private List<@Nullable Object> options() {
    List<@Nullable Object> values = new ArrayList<>();
    for (Field option : OPTIONS.get(getClass())) {
      try {
        values.add(option.get(this));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return values;
  }
}
