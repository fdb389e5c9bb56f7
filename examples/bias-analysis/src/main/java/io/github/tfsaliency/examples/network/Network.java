package io.github.tfsaliency.examples.network;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelLoader;
import io.github.tfsaliency.examples.part.FileSums;
import java.nio.file.Path;
import java.util.List;

/**
 * The classifiers of planted garments that {@code savedmodels/make_garments_networks.py} trains.
 */
enum Network {
  RESNET("ResNet", "ReLU, BatchNorm, residual connections", "block2"),
  MOBILENET(
      "MobileNet", "hard-swish, BatchNorm, depthwise convolutions, squeeze-and-excite", "block2"),
  VIT("ViT", "patches, attention, LayerNorm, GELU", "garments_vit_1/add_3_1/Add"),
  CONVNEXT("ConvNeXt", "patches, depthwise convolutions, LayerNorm, GELU", "block3");

  private final String title;
  private final String madeOf;
  private final String conceptLayer;

  Network(String title, String madeOf, String conceptLayer) {
    this.title = title;
    this.madeOf = madeOf;
    this.conceptLayer = conceptLayer;
  }

  /** The name of its folder. */
  String id() {
    return Ascii.toLowerCase(name());
  }

  /** For people. */
  String title() {
    return title;
  }

  /** What tells it from the others. */
  String madeOf() {
    return madeOf;
  }

  /** Where the direction of a concept is learnt: the last but one of its blocks. */
  String conceptLayer() {
    return conceptLayer;
  }

  /** Its SavedModel, in the folder of all. */
  ModelLoader loader(Path folder) {
    return Model.from(folder.resolve(id()));
  }

  /** The checksums of the files of several. */
  static ImmutableMap<String, String> sums(List<Network> networks, Path folder) {
    return networks.stream()
        .collect(
            toImmutableMap(Network::id, network -> FileSums.of(network.loader(folder).files())));
  }
}
