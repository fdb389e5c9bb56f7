package io.github.tfsaliency.examples.garments;

/**
 * A garment with a stripe, and without it: nothing else differs.
 *
 * @param plain without the stripe; its mask is the garment's
 * @param striped with the stripe; its mask is the stripe's
 */
public record StripedGarment(PlantedPicture plain, PlantedPicture striped) {}
