package io.github.tfsaliency.message;

import com.google.common.collect.ImmutableList;

/**
 * What a message says of a choice, in Java and on the command line. Messages are written for Java;
 * the command line, which shows them to somebody who has no methods, puts its options in.
 *
 * @param java as messages have it
 * @param option as the command line has it
 */
public record Wording(String java, String option) {
  private static final String ENCODING =
      "with Model.from(path).encoding(...), or in assets.extra/saliency.json";
  private static final String FILE_OF_THE_MODEL = "the model's file assets.extra/saliency.json";

  /** Every choice that a message speaks of. */
  public static final ImmutableList<Wording> ALL =
      ImmutableList.of(
          new Wording("Model.from(path).signature(name)", "--signature NAME"),
          new Wording("Model.from(path).input(name)", "--input-name NAME"),
          new Wording("Model.from(path).output(name)", "--output-name NAME"),
          new Wording("Model.from(path).set(name, value)", "--set NAME=VALUE"),
          new Wording("Model.from(path).tags(...)", "--tags TAG,TAG"),
          new Wording("Model.from(path).linksWithin(folder)", "--links-within DIR"),
          new Wording("withVariant(Cdam.Variant.PLAIN)", "variant=plain"),
          new Wording("withVariant(Cdam.Variant.SMOOTH)", "variant=smooth"),
          new Wording("withVariant(Cdam.Variant.INTEGRATED)", "variant=integrated"),
          new Wording(ENCODING, "with --encoding JSON, or in " + FILE_OF_THE_MODEL));

  /**
   * A message with options in the place of methods.
   *
   * @param message of this library
   * @return the same otherwise
   */
  public static String onCommandLine(String message) {
    String said = message;
    for (Wording wording : ALL) {
      said = said.replace(wording.java, wording.option);
    }
    return said;
  }

  /**
   * A message for a client of a server, who has neither methods nor options.
   *
   * @param message of this library
   * @return the same with the file that the operator of the server may change
   */
  public static String onServer(String message) {
    return message.replace(ENCODING, "in " + FILE_OF_THE_MODEL);
  }
}
