package io.github.tfsaliency.examples.bias;

import io.github.tfsaliency.examples.looks.LooksResults;
import java.util.Optional;

/**
 * Everything that a study found.
 *
 * @param study what was asked
 * @param photos the photographs in three encodings
 * @param sweep garments from black to white in three encodings
 * @param garmentLooks what maps of garments look like, and whether they can be trusted
 * @param photoLooks the same of the photographs; empty if it was not asked
 */
record StudyResults(
    Study study,
    BiasResults photos,
    SweepResults sweep,
    LooksResults garmentLooks,
    Optional<LooksResults> photoLooks) {}
