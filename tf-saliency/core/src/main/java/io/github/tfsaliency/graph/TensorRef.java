package io.github.tfsaliency.graph;

/**
 * One output of a node, as GraphDef writes it: {@code name:index}, or {@code name} for index 0.
 *
 * @param node the node's name
 * @param index which of its outputs, from 0
 */
public record TensorRef(String node, int index) {
  /**
   * Reads a data input of a GraphDef node, or what a user typed.
   *
   * @param text {@code name} or {@code name:index}
   * @return the reference
   */
  public static TensorRef parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && text.length() - colon <= 6) {
      String index = text.substring(colon + 1);
      if (!index.isEmpty() && index.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return new TensorRef(text.substring(0, colon), Integer.parseInt(index));
      }
    }
    return new TensorRef(text, 0);
  }

  /** The form that GraphDef uses: the index is left out when it is 0. */
  @Override
  public String toString() {
    return index == 0 ? node : node + ":" + index;
  }
}
