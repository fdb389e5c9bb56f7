package io.github.tfsaliency.display.draw;

/**
 * A colour, and how much of it.
 *
 * @param opacity from 0 to 1
 */
public record Paint(Ink ink, double opacity) {}
