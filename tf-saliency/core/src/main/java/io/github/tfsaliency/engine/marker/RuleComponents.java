package io.github.tfsaliency.engine.marker;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.gradient.GradientRule;
import io.github.tfsaliency.gradient.Parameter;
import io.github.tfsaliency.message.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The components of a rule's record: the numbers, which are fed, and all others, which decide the
 * nodes that the rule builds.
 */
public final class RuleComponents {
  private final Class<?> type;
  private final List<Object> fixed = new ArrayList<>();

  /** By identity: the rule hands its own parameters to the node. */
  private final IdentityHashMap<Parameter, String> names = new IdentityHashMap<>();

  private final Map<String, Double> numbers = new LinkedHashMap<>();

  private RuleComponents(Class<?> type) {
    this.type = type;
  }

  public static RuleComponents of(GradientRule rule) {
    RuleComponents components = new RuleComponents(rule.getClass());
    RecordComponent[] declared = rule.getClass().getRecordComponents();
    if (declared == null) {
      // Not a record: the rule itself says by equals which rules build the same nodes.
      components.fixed.add(rule);
      return components;
    }
    for (RecordComponent component : declared) {
      components.fixed.add(components.structure(component.getName(), value(rule, component)));
    }
    return components;
  }

  private Object structure(String name, Object value) {
    if (value instanceof Parameter parameter) {
      // A parameter that stands in two places is one number: another graph than two numbers.
      String first = names.putIfAbsent(parameter, name);
      checkArgument(
          numbers.put(name, parameter.value()) == null,
          "The rule '%s' has two numbers that are called '%s'.\n"
              + "Maybe rename one of its components.",
          type.getName(),
          name);
      return new Fed(first == null ? name : first);
    }
    if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        elements.add(structure(name + "_" + i, list.get(i)));
      }
      return ImmutableList.copyOf(elements);
    }
    checkArgument(
        value == null || !value.getClass().isArray(),
        "The component '%s' of the rule '%s' is an array, which is equal to no other array, so"
            + " every call would build a new graph.\n"
            + "Maybe make it a list.",
        name,
        type.getName());
    return value;
  }

  /** Stands for a number in the structure. */
  private record Fed(String name) {}

  /** Equal for rules that build the same nodes. */
  public Object structure() {
    return ImmutableList.of(type, ImmutableList.copyOf(fixed));
  }

  /** The numbers, by the names of their components. */
  public ImmutableMap<String, Double> numbers() {
    return ImmutableMap.copyOf(numbers);
  }

  /** The name of one of the rule's own parameters. */
  String name(Parameter parameter) {
    String name = names.get(parameter);
    if (name == null) {
      throw new IllegalArgumentException(
          Message.of(
              "The parameter %s is not a component of the rule '%s'.", parameter, type.getName()));
    }
    return name;
  }

  private static Object value(GradientRule rule, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(rule);
    } catch (IllegalAccessException | RuntimeException e) {
      throw new IllegalArgumentException(
          Message.of(
              "The components of the rule '%s' cannot be read: %s\n"
                  + "Maybe make the record public, in a package that its module exports or opens.",
              rule.getClass().getName(), Message.reason(e)),
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          Message.of(
              "The component '%s' of the rule '%s' throws an exception.",
              component.getName(), rule.getClass().getName()),
          e);
    }
  }
}
