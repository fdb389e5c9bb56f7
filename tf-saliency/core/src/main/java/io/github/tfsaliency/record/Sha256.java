package io.github.tfsaliency.record;

import static io.github.tfsaliency.message.Checks.checkArgument;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingOutputStream;
import com.google.common.io.MoreFiles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * SHA-256 checksums of files, in lower-case hex as {@code sha256sum} prints them.
 *
 * @since 0.1.0
 */
public final class Sha256 {
  private static final Pattern SUM = Pattern.compile("[0-9a-f]{64}");

  private Sha256() {}

  /**
   * The checksum of a file.
   *
   * @param file a regular file
   * @return 64 digits
   * @throws SaliencyException if it cannot be read, or is a folder, a pipe, a socket or a device
   */
  public static String of(Path file) {
    RegularFile.require(file);
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
  }

  /**
   * The checksum of bytes.
   *
   * @param bytes the bytes
   * @return 64 digits
   */
  public static String of(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /**
   * The checksum of a map's {@code .npy} file, as {@code explain} and {@code
   * AttributionFiles.writeNpy} write it.
   *
   * @param map the map
   * @return 64 digits
   */
  public static String ofNpy(Attribution map) {
    return ofNpy(map.values());
  }

  /**
   * The checksum of an array's {@code .npy} file.
   *
   * @param values an array of rank 0 to 5
   * @return 64 digits
   */
  public static String ofNpy(FloatNdArray values) {
    HashingOutputStream stream =
        new HashingOutputStream(Hashing.sha256(), OutputStream.nullOutputStream());
    Npy.write(stream, values);
    return stream.hash().toString();
  }

  /** Refuses what is no sum. */
  @CanIgnoreReturnValue
  static String require(String sum) {
    checkArgument(
        SUM.matcher(sum).matches(),
        "'%s' is not a SHA-256 checksum of 64 lower-case hex digits.",
        sum);
    return sum;
  }
}
