package io.github.tfsaliency.display.draw;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.image.ColorMap;

/**
 * A colour by what it means.
 *
 * @param name as a class of CSS, or empty for a colour that is the same on every ground
 * @param light on a light ground, {@code 0xRRGGBB}
 * @param dark on a dark ground
 */
public record Ink(String name, int light, int dark) {
  /** What a drawing stands on. */
  public static final Ink GROUND = new Ink("ground", 0xffffff, 0x15181d);

  /** Texts. */
  public static final Ink TEXT = new Ink("text", 0x1c1f24, 0xe8eaed);

  /** What is said beside. */
  public static final Ink PALE = new Ink("pale", 0x5b626c, 0xa3abb6);

  /** Lines that help the eye. */
  public static final Ink RULE = new Ink("rule", 0xd9dde3, 0x3a414b);

  /** Behind what is not shown. */
  public static final Ink SHADE = new Ink("shade", 0xf1f3f6, 0x20252c);

  /**
   * For the target: as light as {@link #AGAINST}, so that none of them looks stronger, and told
   * apart from it by people who do not see red or green.
   */
  public static final Ink FOR = fixed(0xd1402f);

  /** Against the target. */
  public static final Ink AGAINST = fixed(0x2176c7);

  /** How much, whatever the sign. */
  public static final Ink MUCH = new Ink("much", 0x6b4fa0, 0xa58bd6);

  private static final int STEPS = 32;

  /** Yellow cannot be seen on white, nor violet on black. */
  private static final double LIGHT_FROM = 0.02;

  private static final double LIGHT_TO = 0.86;
  private static final double DARK_FROM = 0.26;
  private static final double DARK_TO = 1;

  private static final ImmutableList<Ink> STEPS_OF_VALUE = steps();

  private static ImmutableList<Ink> steps() {
    ImmutableList.Builder<Ink> steps = ImmutableList.builder();
    for (int i = 0; i < STEPS; i++) {
      double position = i / (STEPS - 1.0);
      steps.add(
          new Ink(
              "value" + i,
              ColorMap.VIRIDIS.rgb(LIGHT_FROM + position * (LIGHT_TO - LIGHT_FROM)),
              ColorMap.VIRIDIS.rgb(DARK_FROM + position * (DARK_TO - DARK_FROM))));
    }
    return steps.build();
  }

  /**
   * A colour that is the same on every ground.
   *
   * @param rgb {@code 0xRRGGBB}
   */
  public static Ink fixed(int rgb) {
    return new Ink("", rgb, rgb);
  }

  /**
   * A colour for a place between the least and the largest value.
   *
   * @param position from 0 to 1
   */
  public static Ink value(double position) {
    return STEPS_OF_VALUE.get((int) Math.round(position * (STEPS - 1)));
  }

  /**
   * The colour on a ground.
   *
   * @return {@code 0xRRGGBB}
   */
  public int on(Look look) {
    return look == Look.DARK ? dark : light;
  }

  /** Whether grounds differ. */
  boolean changes() {
    return light != dark;
  }

  /** This colour, as opaque as can be. */
  public Paint solid() {
    return new Paint(this, 1);
  }

  /**
   * This colour, letting through what is below.
   *
   * @param opacity from 0 to 1
   */
  public Paint at(double opacity) {
    return new Paint(this, opacity);
  }
}
