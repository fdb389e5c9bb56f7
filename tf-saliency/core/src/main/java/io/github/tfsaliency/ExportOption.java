package io.github.tfsaliency;

import java.nio.file.CopyOption;

/**
 * Options of {@link Saliency#export}, in addition to the options of {@code java.nio.file}.
 *
 * @since 0.1.0
 */
public enum ExportOption implements CopyOption {
  /**
   * Leaves out the signature {@code explain_encoded}, whose input is encoded pictures. Without this
   * option the signature is written if the model takes pictures of one size and declares its
   * encoding.
   */
  ARRAYS_ONLY
}
