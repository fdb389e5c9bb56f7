package io.github.tfsaliency.spec;

/** Texts of what no table knows. */
final class Plain {
  private Plain() {}

  /** What it says of itself, or else the name of its class: addresses change with every run. */
  static String text(Object value) {
    String text = value.toString();
    String address = value.getClass().getName() + "@" + Integer.toHexString(value.hashCode());
    return text.equals(address) ? value.getClass().getSimpleName() : text;
  }
}
