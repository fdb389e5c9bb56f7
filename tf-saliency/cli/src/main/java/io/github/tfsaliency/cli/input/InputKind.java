package io.github.tfsaliency.cli.input;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.message.Message;
import java.util.Arrays;

/** The kind of a file's content, by the end of its name. */
public enum InputKind {
  /** Whatever no other kind takes. */
  PICTURE("png", "jpg", "jpeg", "webp", "tif", "tiff"),
  ARRAY("npy"),
  ARRAYS("npz"),
  TABLE("csv"),
  TEXT("txt"),
  SOUND("wav", "wave");

  private final ImmutableSet<String> extensions;

  InputKind(String... extensions) {
    this.extensions = ImmutableSet.copyOf(extensions);
  }

  /**
   * How names of such files end.
   *
   * @return without the point
   */
  public ImmutableSet<String> extensions() {
    return extensions;
  }

  /**
   * The kind of a file.
   *
   * @param file its name
   * @return {@link #PICTURE} where the name says nothing else
   */
  public static InputKind of(String file) {
    String lower = Ascii.toLowerCase(file);
    return Arrays.stream(values())
        .filter(kind -> kind.extensions.stream().anyMatch(end -> lower.endsWith("." + end)))
        .findFirst()
        .orElse(PICTURE);
  }

  /**
   * The kind that a record names.
   *
   * @param name as {@link #toString} gives it
   * @return the kind
   * @throws IllegalArgumentException if there is no such kind
   */
  public static InputKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(Message.of("There is no kind of input '%s'.", name)));
  }

  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
