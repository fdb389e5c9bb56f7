package io.github.tfsaliency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.tfsaliency.attribution.Value;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.explain.GradientCall;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.LayerRules;
import io.github.tfsaliency.layer.LayerSelector;
import io.github.tfsaliency.method.Lrp;
import io.github.tfsaliency.rule.Composite;
import io.github.tfsaliency.rule.ZPlus;
import io.github.tfsaliency.segment.Segmentation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objenesis.strategy.StdInstantiatorStrategy;

/** What is chosen and what is computed goes from one process to another and stays what it is. */
class SerializationTest {
  /** What a call of TensorFlow is fed is no choice and no result. */
  private static final Set<String> WITHIN_A_CALL = Set.of(GradientCall.class.getName());

  private static final List<Class<?>> TYPES =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.github.tfsaliency")
              .stream()
              .filter(SerializationTest::isValue)
              .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
              .<Class<?>>map(JavaClass::reflect)
              .toList();

  private static final List<Object> VALUES = new ArrayList<>(SerializedValues.all());

  /** Rules that are chosen where a model's layers are known. */
  @BeforeAll
  static void addWhatHasNothingButNumbers() throws Exception {
    for (Class<?> type : TYPES) {
      Class<?>[] components =
          Stream.of(type.isRecord() ? type.getRecordComponents() : new RecordComponent[0])
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      if (type.isRecord() && Set.of(double.class).containsAll(List.of(components))) {
        Constructor<?> constructor = type.getDeclaredConstructor(components);
        constructor.setAccessible(true);
        VALUES.add(
            constructor.newInstance(Stream.generate(() -> 1.0).limit(components.length).toArray()));
      }
    }
  }

  private static boolean isValue(JavaClass type) {
    return !type.isInterface()
        && !type.isEnum()
        && (type.isAssignableTo(Value.class)
            || type.isAssignableTo(AttributionMethod.class)
            || type.isAssignableTo(GradientRule.class)
            || type.isAssignableTo(LayerRules.class)
            || type.isAssignableTo(LayerSelector.class)
            || type.isAssignableTo(Segmentation.class)
            || (type.isAssignableTo(Serializable.class)
                && type.isRecord()
                && !type.getName().contains("StoredValue")));
  }

  @Test
  void javaReadsAllAsTheyWereWritten() throws Exception {
    for (Object value : VALUES) {
      assertThat(java(value)).isEqualTo(value).hasSameHashCodeAs(value).hasToString("" + value);
    }
  }

  /** As Spark sets it up: no class is registered, objects are made without a constructor. */
  @Test
  void kryoReadsAllAsTheyWereWritten() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(false);
    kryo.setReferences(true);
    kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    for (Object value : VALUES) {
      Output output = new Output(1024, -1);
      kryo.writeClassAndObject(output, value);

      assertThat(kryo.readClassAndObject(new Input(output.toBytes())))
          .isEqualTo(value)
          .hasSameHashCodeAs(value)
          .hasToString("" + value);
    }
  }

  @Test
  void noValueIsLeftOut() throws Exception {
    Set<Object> reached = new LinkedHashSet<>();
    for (Object value : VALUES) {
      reach(value, reached);
    }
    Set<String> found = new TreeSet<>();
    TYPES.forEach(type -> found.add(type.getName()));
    found.removeAll(WITHIN_A_CALL);
    Set<String> written = new TreeSet<>();
    reached.forEach(value -> written.add(value.getClass().getName()));

    assertThat(found).hasSizeGreaterThan(80);
    found.removeAll(written);
    assertThat(found).isEmpty();
  }

  /** All objects of the library that a value holds. */
  private static void reach(Object value, Set<Object> reached) throws IllegalAccessException {
    if (value instanceof Optional<?> optional && optional.isPresent()) {
      reach(optional.get(), reached);
    } else if (value instanceof Collection<?> list) {
      for (Object element : list) {
        reach(element, reached);
      }
    } else if (value != null
        && value.getClass().getName().startsWith("io.github.tfsaliency")
        && !(value instanceof Enum)
        && reached.add(value)) {
      for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            field.setAccessible(true);
            reach(field.get(value), reached);
          }
        }
      }
    }
  }

  /** What is read is made by the only constructor there is. */
  @Test
  void everyValueHasOneConstructor() {
    for (Class<?> type : TYPES) {
      if (Value.class.isAssignableFrom(type)) {
        assertThat(type.getDeclaredConstructors()).as(type.getName()).hasSize(1);
      }
    }
  }

  /** No factory takes a null, so a forged stream must not bring one either. */
  @Test
  void noConstructorTakesNull() throws Exception {
    Set<Object> reached = new LinkedHashSet<>();
    for (Object value : VALUES) {
      reach(value, reached);
    }
    Set<Class<?>> tried = new LinkedHashSet<>();
    for (Object value : reached) {
      if (value instanceof Value && !(value instanceof Outcome) && tried.add(value.getClass())) {
        assertRefusesNulls(value);
      }
    }

    assertThat(tried).hasSizeGreaterThan(60);
  }

  private static void assertRefusesNulls(Object value) throws IllegalAccessException {
    List<Object> options = options(value);
    for (Constructor<?> constructor : value.getClass().getDeclaredConstructors()) {
      constructor.setAccessible(true);
      for (int i = 0; i < constructor.getParameterCount(); i++) {
        if (!constructor.getParameterTypes()[i].isPrimitive()) {
          Object[] forged = options.toArray();
          forged[i] = null;

          assertThatThrownBy(() -> constructor.newInstance(forged))
              .as("%s %s", constructor, i)
              .isInstanceOf(InvocationTargetException.class)
              .hasCauseInstanceOf(NullPointerException.class);
        }
      }
    }
  }

  private static List<Object> options(Object value) throws IllegalAccessException {
    List<Object> options = new ArrayList<>();
    for (Class<?> type = value.getClass(); type != Value.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          options.add(field.get(value));
        }
      }
    }
    return options;
  }

  /** For who has Kryo write nothing by itself, or has a Kryo that knows no records. */
  @Test
  void kryoMayLeaveItToJava() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(false);
    kryo.addDefaultSerializer(Serializable.class, new JavaSerializer());
    for (Object value : VALUES) {
      Output output = new Output(1024, -1);
      kryo.writeClassAndObject(output, value);

      assertThat(kryo.readClassAndObject(new Input(output.toBytes()))).isEqualTo(value);
    }
  }

  @Test
  void aFailureIsReadWithItsMessage() throws Exception {
    Outcome<?> read = (Outcome<?>) java(SerializedValues.failure());

    assertThat(read.source()).isEqualTo(SerializedValues.failure().source());
    assertThat(read.failure().orElseThrow()).hasMessage("It is lost.");
  }

  @Test
  void aSelectorOfOnesOwnMayBeALambda() throws Exception {
    LayerSelector own = layer -> layer.name().endsWith("7");
    Lrp method = Lrp.of(Composite.empty().withRule(own, new ZPlus()));

    assertThat(java(method)).isInstanceOf(Lrp.class);
  }

  @Test
  void whatHoldsSomethingElseSaysSo() {
    Object lock = new Object();
    LayerSelector own = layer -> layer.name().equals(lock.toString());
    Lrp method = Lrp.of(Composite.empty().withRule(own, new ZPlus()));

    assertThatThrownBy(() -> java(method)).isInstanceOf(NotSerializableException.class);
  }

  private static Object java(Object value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(value);
    }
    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return stream.readObject();
    }
  }
}
