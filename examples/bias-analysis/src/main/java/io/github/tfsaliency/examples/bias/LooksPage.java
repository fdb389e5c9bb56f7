package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.looks.LooksResults;
import java.util.Optional;

/**
 * The look of maps and their faithfulness to the model, for the page.
 *
 * @param garments the figures of planted garments
 * @param photos those of photographs; empty if they were not asked for
 */
record LooksPage(LooksResults garments, Optional<LooksResults> photos) {
  ImmutableList<LooksSection> sections() {
    ImmutableList.Builder<LooksSection> sections = ImmutableList.builder();
    sections.add(LooksSection.of("planted garments", garments));
    photos.ifPresent(of -> sections.add(LooksSection.of("photographs", of)));
    return sections.build();
  }
}
