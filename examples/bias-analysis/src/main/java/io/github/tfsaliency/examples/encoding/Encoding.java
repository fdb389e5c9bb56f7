package io.github.tfsaliency.examples.encoding;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.image.PixelEncoding;
import io.github.tfsaliency.rule.ZBox;

/**
 * A way to write the same photograph as numbers.
 *
 * @param name short, for tables
 * @param zeroIs what is zero in it, in words
 * @param pixels from 0..255 to the numbers
 */
public record Encoding(String name, String zeroIs, PixelEncoding pixels) {
  /** The three that the analysis compares: zero is black, mid-grey, white. */
  public static final ImmutableList<Encoding> COMPARED =
      ImmutableList.of(
          new Encoding("[0, 1]", "black", PixelEncoding.zeroToOne()),
          new Encoding("[-1, 1]", "mid-grey", PixelEncoding.minusOneToOne()),
          new Encoding("1 - x", "white", PixelEncoding.inverted()));

  /** Black is zero, as nearly everywhere. */
  public static final Encoding USUAL = COMPARED.get(0);

  private static final double BRIGHTEST = 255;

  /**
   * What is zero in it, as a number.
   *
   * @return the brightness in 0..1 that is written as zero
   */
  public double zero() {
    return pixels.zeroPixel(0) / BRIGHTEST;
  }

  /**
   * Whether one of the three writes a brightness as zero.
   *
   * @param brightness from 0 (black) to 1 (white)
   * @return whether it is the {@link #zero} of one of {@link #COMPARED}
   */
  public static boolean isZeroOfAny(double brightness) {
    return COMPARED.stream().anyMatch(encoding -> encoding.zero() == brightness);
  }

  /**
   * The bounds of what it writes.
   *
   * @return black and white, the smaller number first
   */
  public ZBox box() {
    double black = -pixels.offset().get(0) / pixels.scale().get(0);
    double white = (BRIGHTEST - pixels.offset().get(0)) / pixels.scale().get(0);
    // Adding 0 turns the -0 of a positive scale into 0.
    return ZBox.of(Math.min(black, white) + 0.0, Math.max(black, white));
  }
}
