package io.github.tfsaliency;

import java.nio.file.CopyOption;

/** What {@link Saliency#export} may be told besides the options of {@code java.nio.file}. */
public enum ExportOption implements CopyOption {
  /**
   * Leaves out the signature {@code explain_encoded}, which is given encoded pictures. Without this
   * option it is written for a model that takes pictures of one size and says how it encodes them.
   */
  ARRAYS_ONLY
}
