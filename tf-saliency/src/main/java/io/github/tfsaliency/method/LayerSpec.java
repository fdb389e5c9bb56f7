package io.github.tfsaliency.method;

import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import java.util.ArrayList;
import java.util.List;

/** What the command line says of layers. */
public final class LayerSpec {
  private LayerSpec() {}

  /**
   * The name, and all options that are not the default.
   *
   * @param name the method's
   * @param map its options
   * @return as the command line writes it
   */
  public static String of(String name, ActivationMap map) {
    List<String> options = new ArrayList<>();
    map.layer().name().ifPresent(layer -> options.add("layer=" + layer));
    if (!map.relu()) {
      options.add("relu=false");
    }
    if (!map.resized()) {
      options.add("resize=false");
    }
    return join(name, options);
  }

  /**
   * The same of a map that is always resized and without negatives.
   *
   * @param name the method's
   * @param layer its layer
   * @return as the command line writes it
   */
  public static String of(String name, SpatialLayer layer) {
    return join(name, layer.name().stream().map(each -> "layer=" + each).toList());
  }

  private static String join(String name, List<String> options) {
    return options.isEmpty() ? name : name + ":" + String.join(",", options);
  }
}
