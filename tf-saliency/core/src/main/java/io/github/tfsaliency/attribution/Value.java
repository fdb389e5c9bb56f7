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
 * What is chosen by factories and {@code withX}, such as a method or a metric: equal to those of
 * its class with equal options, and printed with their names. The options are its fields.
 *
 * <p>A record would be that too, but its constructor is public: it could be called without the
 * factories, and would have to stay as it is with every option that is added. Methods and rules
 * outside of the library need not extend it; a record serves where nobody else compiles against it.
 *
 * <p>Serializable: what is read passes the checks of the constructor, which takes the options in
 * the order of the fields. Lists are held as those of the JDK, which Kryo knows.
 *
 * <p>Immutable.
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

  /** Has no options of its own. */
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
   * What Java writes in the place of the value.
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
