package io.github.tfsaliency.record;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The numbers of {@code fingerprint.pb}, which TensorFlow writes beside a SavedModel since 2.12.
 *
 * <p>Source: <a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/fingerprint.proto">
 * fingerprint.proto</a>; its Java class is in no artifact.
 */
final class Fingerprint {
  /** Five numbers, a version and a name take less than a hundred bytes. */
  private static final int MOST_BYTES = 1 << 16;

  private static final ImmutableMap<Integer, String> NUMBERS =
      ImmutableMap.of(
          1, "saved_model_checksum",
          2, "graph_def_program_hash",
          3, "signature_def_hash",
          4, "saved_object_graph_hash",
          5, "checkpoint_hash");

  private Fingerprint() {}

  /**
   * Reads a file; empty if it is not a fingerprint, because TensorFlow does not read such a file,
   * either.
   */
  static Optional<ImmutableMap<String, UnsignedLong>> read(Path file) {
    RegularFile.require(file);
    UnknownFieldSet fields;
    try (InputStream stream = Files.newInputStream(file)) {
      fields = UnknownFieldSet.parseFrom(stream.readNBytes(MOST_BYTES));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The file '%s' cannot be read: %s.", file, e), e);
    }
    ImmutableMap.Builder<String, UnsignedLong> numbers = ImmutableMap.builder();
    NUMBERS.forEach(
        (field, name) -> {
          // A number of 0 is not written.
          long number =
              fields.getField(field).getVarintList().stream().reduce(0L, (first, last) -> last);
          numbers.put(name, UnsignedLong.fromLongBits(number));
        });
    return Optional.of(numbers.buildOrThrow());
  }
}
