package io.github.tfsaliency.spec;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.attribution.Target;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Targets as text: {@code top}, an index, a label, {@code label:LABEL} for a label that could be
 * confused with another form, {@code pixel:row=R,column=C,class=K}, {@code mask:file=FILE,class=K},
 * {@code direction:layer=NAME,vector=FILE.npy}, {@code similarity:layer=NAME,vector=FILE.npy},
 * {@code unit:layer=NAME,index=I/J/K} or {@code unit:layer=NAME,channel=K}.
 *
 * @since 0.1.0
 */
public final class TargetSpecs {
  private static final String TOP = "top";
  private static final String LABEL = "label:";
  private static final Pattern INDEX = Pattern.compile("-?\\d{1,18}");

  private static final SpecRow<Target.Pixel> PIXEL =
      SpecRow.of("pixel", "one class at one pixel", pixel(0, 0, 0))
          .withKeys(
              SpecKey.required(
                  "row",
                  "R",
                  SpecFormat.integer(),
                  Target.Pixel::row,
                  (at, row) -> pixel(row, at.column(), at.classIndex())),
              SpecKey.required(
                  "column",
                  "C",
                  SpecFormat.integer(),
                  Target.Pixel::column,
                  (at, column) -> pixel(at.row(), column, at.classIndex())),
              SpecKey.required(
                  "class",
                  "K",
                  SpecFormat.integer(),
                  Target.Pixel::classIndex,
                  (at, index) -> pixel(at.row(), at.column(), index)));

  private static final ImmutableMap<String, SpecRow<? extends Target>> ROWS =
      Maps.uniqueIndex(
          ImmutableList.of(
              PIXEL,
              MaskTarget.ROW,
              VectorTargets.DIRECTION,
              VectorTargets.SIMILARITY,
              VectorTargets.UNIT),
          SpecRow::name);

  private TargetSpecs() {}

  private static Target.Pixel pixel(int row, int column, int classIndex) {
    return (Target.Pixel) Target.pixel(row, column, classIndex);
  }

  /**
   * Reads a target. A mask is read from its file. In a picture, pixels brighter than half white
   * count; in a {@code .npy} array of two dimensions, nonzero values count. A vector is read from a
   * {@code .npy} file.
   *
   * @param text the text of the target
   * @return the target
   * @throws IllegalArgumentException if a key or a value is wrong
   * @throws io.github.tfsaliency.attribution.SaliencyException if a mask or a vector cannot be read
   */
  public static Target parse(String text) {
    return parse(text, SpecFiles.asNamed());
  }

  /**
   * Reads a target and finds its files by {@code files}, which may also refuse to read any file.
   * The target is printed with the names of the text.
   *
   * @param text the text of the target
   * @param files finds the files that the text names
   * @return the target
   * @throws IllegalArgumentException as {@link #parse(String)}, and if {@code files} throws it
   * @throws io.github.tfsaliency.attribution.SaliencyException as {@link #parse(String)}
   */
  public static Target parse(String text, SpecFiles files) {
    requireNonNull(files, "files");
    if (text.equals(TOP)) {
      return Target.top();
    }
    if (INDEX.matcher(text).matches()) {
      return Target.classIndex(Long.parseLong(text));
    }
    if (text.startsWith(LABEL)) {
      return Target.label(text.substring(LABEL.length()));
    }
    SpecParts parts = SpecParts.of(text);
    SpecRow<? extends Target> row = ROWS.get(parts.name());
    if (row == null || parts.name().equals(text)) {
      return Target.label(text);
    }
    SpecOptions options = parts.options("target", files);
    Target target = row.read(options);
    options.requireAllUsed();
    return target;
  }

  /**
   * Whether {@link #parse} reads a file for a text. Use it for texts from people who must not
   * choose which files are read. No file is opened.
   *
   * @param text as for {@link #parse}, or any other text
   * @return true for masks, directions and similarities
   */
  public static boolean namesFile(String text) {
    if (text.startsWith(LABEL)) {
      return false;
    }
    SpecParts parts = SpecParts.of(text);
    return !parts.name().equals(text)
        && ROWS.containsKey(parts.name())
        && !parts.name().equals(PIXEL.name());
  }

  /**
   * Prints a target. {@link #parse} reads an equal target, with three exceptions: a mask or vector
   * that was given in Java is printed as {@code array[4x6]}; contrasts cannot be read; targets of
   * several samples have one text for each sample.
   *
   * @param target any
   * @return its text
   */
  public static String print(Target target) {
    if (target instanceof Target.Top) {
      return TOP;
    }
    if (target instanceof Target.ClassIndex at) {
      return Long.toString(at.index());
    }
    if (target instanceof Target.Label label) {
      return isLabel(label.name()) ? label.name() : LABEL + label.name();
    }
    for (SpecRow<? extends Target> row : ROWS.values()) {
      Optional<SpecText> text = row.write(target, false);
      if (text.isPresent()) {
        return text.get().toString();
      }
    }
    return target.toString();
  }

  /** Whether a text stands for itself. */
  private static boolean isLabel(String text) {
    return !text.equals(TOP)
        && !INDEX.matcher(text).matches()
        && !text.startsWith(LABEL)
        && ROWS.keySet().stream().noneMatch(name -> text.startsWith(name + ":"));
  }
}
