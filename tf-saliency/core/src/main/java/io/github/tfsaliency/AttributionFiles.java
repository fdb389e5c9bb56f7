package io.github.tfsaliency;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.NonFiniteValueException;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.file.Npy;
import io.github.tfsaliency.file.RegularFile;
import io.github.tfsaliency.file.WholeFile;
import io.github.tfsaliency.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Maps in files and streams, written and read back bit for bit.
 *
 * <p>A {@code .npy} holds the values alone, for Python: as {@code explain} writes it. JSON holds
 * all that an {@link Attribution} has:
 *
 * <pre>{@code
 * {"method": "gradient", "output": "dense/BiasAdd:0", "targets": [281], "scores": [12.5],
 *  "gaps": [0.01], "warnings": [["..."]], "batch": false, "channelsFirst": false,
 *  "shape": [224, 224, 3], "values": [0.5, -0.25, ...]}
 * }</pre>
 *
 * <p>{@code targets}, {@code scores}, {@code gaps} and {@code warnings} have an element for each
 * sample; {@code gaps} may be left out, and a score that is not known is {@code null}. The values
 * are in row-major order. A map that knows how sure it is has {@code samples} too, one number of
 * draws for each sample, and {@code standardErrors} in the order of the values.
 *
 * <p>What is read may come from anywhere: it takes no more memory than its bytes do, whatever they
 * promise, and a map whose sizes disagree or whose values are not finite is refused.
 */
public final class AttributionFiles {
  private AttributionFiles() {}

  /**
   * Writes the values as {@code numpy.save} does. The file appears whole or not at all.
   *
   * @param map of rank 0 to 5, with the batch if it has one
   * @param file where to
   * @throws IllegalArgumentException if the map has more than 5 dimensions, or no values
   * @throws SaliencyException if the file cannot be written
   */
  public static void writeNpy(Attribution map, Path file) {
    Npy.write(requireNonNull(file, "file"), map.values());
  }

  /**
   * Writes the values as {@code numpy.save} does.
   *
   * @param map as {@link #writeNpy(Attribution, Path)}
   * @param stream left open, and flushed
   * @throws IllegalArgumentException if the map has more than 5 dimensions, or no values
   * @throws SaliencyException if the stream fails
   */
  public static void writeNpy(Attribution map, OutputStream stream) {
    Npy.write(requireNonNull(stream, "stream"), map.values());
  }

  /**
   * Reads the map of one sample.
   *
   * @param file real numbers of rank 0 to 5 without a batch dimension, as NumPy writes them
   * @return the map, with the target -1 and the score NaN
   * @throws SaliencyException if the file cannot be read, is no {@code .npy}, or its sizes disagree
   * @throws NonFiniteValueException if a value is NaN or infinite
   */
  public static Attribution readNpy(Path file) {
    return Attribution.of(finite(Npy.read(requireNonNull(file, "file"))));
  }

  /**
   * Reads the map of one sample.
   *
   * @param stream read to its end, and left open
   * @return as {@link #readNpy(Path)}
   * @throws SaliencyException as {@link #readNpy(Path)}
   * @throws NonFiniteValueException if a value is NaN or infinite
   */
  public static Attribution readNpy(InputStream stream) {
    return Attribution.of(finite(Npy.read(requireNonNull(stream, "stream"))));
  }

  /**
   * Reads the map of a batch.
   *
   * @param file {@code [N, ...]}, otherwise as {@link #readNpy(Path)}
   * @return the map, with targets -1 and scores NaN
   * @throws SaliencyException as {@link #readNpy(Path)}; also if it has no dimension
   * @throws NonFiniteValueException if a value is NaN or infinite
   */
  public static Attribution readNpyBatch(Path file) {
    FloatNdArray values = finite(Npy.read(requireNonNull(file, "file")));
    if (values.rank() == 0) {
      throw new SaliencyException(
          Message.of(
              "The file '%s' has one number, which is no batch.\nMaybe read it by readNpy.", file));
    }
    int samples = Math.toIntExact(values.shape().get(0));
    long[] targets = new long[samples];
    double[] scores = new double[samples];
    Arrays.fill(targets, -1);
    Arrays.fill(scores, Double.NaN);
    return Attribution.ofBatch(
        values,
        ImmutableLongArray.copyOf(targets),
        ImmutableDoubleArray.copyOf(scores),
        "given",
        "");
  }

  /** Of a map there is nothing that is not finite. */
  private static FloatNdArray finite(FloatNdArray values) {
    values
        .scalars()
        .forEach(
            value -> {
              if (!Float.isFinite(value.getFloat())) {
                throw new NonFiniteValueException(
                    Message.of("The array is no map: it has the value %s.", value.getFloat()));
              }
            });
    return values;
  }

  /**
   * Writes all that a map has, as UTF-8. The file appears whole or not at all.
   *
   * @param map finite
   * @param file where to
   * @throws IllegalArgumentException if a value or a score is infinite, or a value is NaN
   * @throws SaliencyException if the file cannot be written
   */
  public static void writeJson(Attribution map, Path file) {
    WholeFile.write(requireNonNull(file, "file"), stream -> write(map, stream));
  }

  /**
   * Writes all that a map has, as UTF-8.
   *
   * @param map finite
   * @param stream left open, and flushed
   * @throws IllegalArgumentException as {@link #writeJson(Attribution, Path)}
   * @throws SaliencyException if the stream fails
   */
  public static void writeJson(Attribution map, OutputStream stream) {
    requireNonNull(map, "map");
    requireNonNull(stream, "stream");
    try {
      write(map, stream);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The map cannot be written into the stream: %s.", e), e);
    }
  }

  private static void write(Attribution map, OutputStream stream) throws IOException {
    Writer text = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    AttributionJson.write(map, text);
    text.flush();
  }

  /**
   * All that a map has.
   *
   * @param map finite
   * @return a JSON object
   * @throws IllegalArgumentException as {@link #writeJson(Attribution, Path)}
   */
  public static String toJson(Attribution map) {
    StringWriter text = new StringWriter();
    try {
      AttributionJson.write(map, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return text.toString();
  }

  /**
   * Reads what {@link #writeJson(Attribution, Path)} writes.
   *
   * @param file of UTF-8
   * @return an equal map
   * @throws SaliencyException if the file cannot be read or is no such map; the message says why
   */
  public static Attribution readJson(Path file) {
    RegularFile.require(file);
    try (Reader text = Files.newBufferedReader(file)) {
      return AttributionJson.read(text);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The file '%s' cannot be read: %s.", file, Message.reason(e)), e);
    }
  }

  /**
   * Reads what {@link #writeJson(Attribution, OutputStream)} writes.
   *
   * @param stream of UTF-8, read to its end, and left open
   * @return an equal map
   * @throws SaliencyException if it cannot be read or is no such map; the message says why
   */
  public static Attribution readJson(InputStream stream) {
    requireNonNull(stream, "stream");
    try {
      return AttributionJson.read(
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder())));
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The map of the stream cannot be read: %s.", Message.reason(e)), e);
    }
  }

  /**
   * Reads what {@link #toJson} writes.
   *
   * @param json a JSON object
   * @return an equal map
   * @throws SaliencyException if it is no such map; the message says why
   */
  public static Attribution fromJson(String json) {
    try {
      return AttributionJson.read(new StringReader(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
