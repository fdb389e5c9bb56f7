package io.github.tfsaliency.examples.part;

import java.util.function.Consumer;

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
}
