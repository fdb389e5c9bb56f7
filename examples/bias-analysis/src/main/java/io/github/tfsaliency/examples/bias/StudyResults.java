package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.experiment.AttackResult;
import io.github.tfsaliency.examples.experiment.FeatureOcclusionResult;
import io.github.tfsaliency.examples.experiment.PercentileGarmentsResult;
import io.github.tfsaliency.examples.experiment.PercentilePhotoResult;
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
 * @param featureOcclusion what becomes of the decision when features are occluded
 * @param percentileOfGarments what RectGrad's percentile does to maps of garments
 * @param percentileOfPhotos the same of photographs
 * @param attacks whether maps move with the prediction
 * @param retraining what networks learn from pictures that a method changed
 */
record StudyResults(
    Study study,
    BiasResults photos,
    SweepResults sweep,
    LooksResults garmentLooks,
    Optional<LooksResults> photoLooks,
    FeatureOcclusionResult featureOcclusion,
    PercentileGarmentsResult percentileOfGarments,
    ImmutableList<PercentilePhotoResult> percentileOfPhotos,
    ImmutableList<AttackResult> attacks,
    RetrainingSection retraining) {}
