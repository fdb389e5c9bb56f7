package io.github.tfsaliency.examples.looks;

import io.github.tfsaliency.Model;
import java.util.List;

/** Where the judged pictures come from. */
public interface SceneSource {
  /**
   * What they are.
   *
   * @return in the characters of a part's name
   */
  String name();

  /**
   * What decides which they are.
   *
   * @return something that JSON can hold
   */
  Object settings();

  /**
   * Makes them.
   *
   * @param model who will be asked
   * @return at least one
   */
  List<Scene> scenes(Model model);
}
