package io.github.tfsaliency.examples.part;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A part of a long run that can be kept.
 *
 * @param <R> its result: records of numbers, texts, lists and maps, as JSON can hold them
 */
public interface Part<R> {
  /**
   * Names the file that keeps it.
   *
   * @return lower case letters, digits and hyphens
   */
  String name();

  /**
   * What its result depends on beside the circumstances of the run.
   *
   * @return something that JSON can hold
   */
  Object settings();

  /**
   * What it gives.
   *
   * @return the class of its result
   */
  Class<R> result();

  /**
   * How often it calls its listener.
   *
   * @return at least 0
   */
  int steps();

  /**
   * Does the work.
   *
   * @param beforeEachStep is told what comes next
   * @return the result
   */
  R run(Consumer<String> beforeEachStep);

  /**
   * A part of its properties.
   *
   * @param name names the file that keeps it
   * @param settings what its result depends on beside the circumstances of the run
   * @param result the class of its result
   * @param steps how often the work calls its listener
   * @param work does it
   * @param <R> its result
   * @return a part
   */
  static <R> Part<R> of(
      String name,
      Object settings,
      Class<R> result,
      int steps,
      Function<Consumer<String>, R> work) {
    return new Part<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Object settings() {
        return settings;
      }

      @Override
      public Class<R> result() {
        return result;
      }

      @Override
      public int steps() {
        return steps;
      }

      @Override
      public R run(Consumer<String> beforeEachStep) {
        return work.apply(beforeEachStep);
      }
    };
  }
}
