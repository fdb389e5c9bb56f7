package io.github.tfsaliency.opgradient;

import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;

/**
 * Ops whose names are the same in every locale. TensorFlow Java numbers names by the digits of the
 * default locale, and TensorFlow refuses {@code Const_١}.
 */
public final class GraphOps {
  private GraphOps() {}

  /**
   * The ops of a graph.
   *
   * @param graph or eager session
   * @return what {@link Ops#create(ExecutionEnvironment)} returns, except for the names
   */
  public static Ops of(ExecutionEnvironment graph) {
    return Ops.create(new Environment(graph));
  }

  /** Stands for a graph only where it is asked for its first scope. */
  private record Environment(ExecutionEnvironment graph) implements ExecutionEnvironment {
    @Override
    public Scope baseScope() {
      return new PlainScope(graph.baseScope());
    }

    @Override
    public OperationBuilder opBuilder(String type, String name, Scope scope) {
      return graph.opBuilder(type, name, scope);
    }

    @Override
    public void attachFunction(ConcreteFunction function) {
      graph.attachFunction(function);
    }

    @Override
    public void checkInput(Operation input) {
      graph.checkInput(input);
    }

    @Override
    public Types environmentType() {
      return graph.environmentType();
    }

    @Override
    public boolean isInitializer(Operation operation) {
      return graph.isInitializer(operation);
    }
  }

  private record PlainScope(Scope scope) implements Scope {
    @Override
    public String makeOpName(String name) {
      return plain(scope.makeOpName(name));
    }

    @Override
    public String makeUnique(String name) {
      return plain(scope.makeUnique(name));
    }

    private static String plain(String name) {
      return name.codePoints()
          .map(c -> Character.isDigit(c) ? Character.forDigit(Character.digit(c, 10), 10) : c)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    }

    @Override
    public ExecutionEnvironment env() {
      return scope.env();
    }

    @Override
    public Scope withSubScope(String name) {
      return new PlainScope(scope.withSubScope(name));
    }

    @Override
    public Scope withName(String name) {
      return new PlainScope(scope.withName(name));
    }

    @Override
    public Scope withNameAsSubScope(String name) {
      return new PlainScope(scope.withNameAsSubScope(name));
    }

    @Override
    public Scope withDevice(DeviceSpec device) {
      return new PlainScope(scope.withDevice(device));
    }

    @Override
    public Scope withInitScope() {
      return new PlainScope(scope.withInitScope());
    }

    @Override
    public Scope withControlDependencyOps(Iterable<Operation> controls) {
      return new PlainScope(scope.withControlDependencyOps(controls));
    }

    @Override
    public void refreshNames() {
      scope.refreshNames();
    }

    @Override
    public OperationBuilder apply(OperationBuilder builder) {
      return scope.apply(builder);
    }

    @Override
    public String getDeviceString() {
      return scope.getDeviceString();
    }

    @Override
    public boolean isInit() {
      return scope.isInit();
    }
  }
}
