package io.github.tfsaliency.examples.chapter;

import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;
import java.util.Map;

/**
 * One experiment of the report: what it runs, what that comes to, and how it is told.
 *
 * @param <R> its results
 */
public interface Chapter<R> extends AutoCloseable {
  /**
   * The work, in the order in which it is done. A part that several chapters read is finished once.
   *
   * @return parts that can be kept
   */
  List<? extends Part<?>> parts();

  /**
   * What its parts depend on beside the library, the program and the models.
   *
   * @return checksums by name
   */
  default Map<String, String> circumstances() {
    return ImmutableMap.of();
  }

  /**
   * Reads what the parts gave.
   *
   * @param finished has all of {@link #parts}
   * @return the results, intervals included
   */
  R results(Finished finished);

  /**
   * The results for other programs.
   *
   * @param results of {@link #results}
   * @return lines of the report's tables
   */
  List<Figure> figures(R results);

  /**
   * The results for readers.
   *
   * @param results of {@link #results}
   * @return a piece of HTML that begins with a heading
   */
  String page(R results);

  /** Closes the models that the parts have loaded. */
  @Override
  default void close() {}
}
