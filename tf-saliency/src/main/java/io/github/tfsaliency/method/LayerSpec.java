package io.github.tfsaliency.method;

import io.github.tfsaliency.gradient.ActivationMap;
import io.github.tfsaliency.gradient.SpatialLayer;
import java.util.ArrayList;
import java.util.List;

/** What the command line says of layers. */
final class LayerSpec {
  private LayerSpec() {}

  /** The name, and whatever is not as by default. */
  static String of(String name, ActivationMap map) {
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

  /** The same of a map that is always resized and without negatives. */
  static String of(String name, SpatialLayer layer) {
    return join(name, layer.name().stream().map(each -> "layer=" + each).toList());
  }

  private static String join(String name, List<String> options) {
    return options.isEmpty() ? name : name + ":" + String.join(",", options);
  }
}
