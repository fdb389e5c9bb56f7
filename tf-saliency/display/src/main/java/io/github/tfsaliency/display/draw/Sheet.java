package io.github.tfsaliency.display.draw;

import com.google.common.collect.ImmutableList;

/**
 * A finished drawing.
 *
 * @param width in pixels of CSS
 * @param height in pixels of CSS
 * @param marks later ones above earlier ones
 * @param name what it shows, for people who do not see it
 */
public record Sheet(double width, double height, ImmutableList<Mark> marks, String name) {}
