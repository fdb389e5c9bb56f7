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
 * Writes maps to files and streams, and reads them back bit for bit.
 *
 * <p>A {@code .npy} file holds only the values, for Python; the command {@code explain} writes the
 * same form. JSON holds everything that an {@link Attribution} has:
 *
 * <pre>{@code
 * {"method": "gradient", "output": "dense/BiasAdd:0", "targets": [281], "scores": [12.5],
 *  "gaps": [0.01], "warnings": [["..."]], "batch": false, "channelsFirst": false,
 *  "shape": [224, 224, 3], "values": [0.5, -0.25, ...]}
 * }</pre>
 *
 * <p>{@code targets}, {@code scores}, {@code gaps} and {@code warnings} have one element for each
 * sample. {@code gaps} is optional. An unknown score is {@code null}. The values are in row-major
 * order. A map with standard errors also has {@code samples}, the number of draws for each sample,
 * and {@code standardErrors}, in the order of the values.
 *
 * <p>Files from untrusted sources can be read. Reading needs no more memory than the file has
 * bytes, even if its header claims more. A map is refused if its sizes disagree or a value is not
 * finite.
 *
 * @since 0.1.0
 */
public final class AttributionFiles {
  private AttributionFiles() {}

  /**
   * Writes the values as {@code numpy.save} does. The file appears complete or not at all.
   *
   * @param map of rank 0 to 5, with the batch dimension if it has one
   * @param file the file to write
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
   * @throws SaliencyException if the file cannot be read, is not a {@code .npy} file, or its sizes
   *     disagree
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
              "The file '%s' has one number, which is not a batch.\nMaybe read it by readNpy.",
              file));
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
                    Message.of("The array is not a map: it has the value %s.", value.getFloat()));
              }
            });
    return values;
  }

  /**
   * Writes everything that a map has, as UTF-8. The file appears complete or not at all.
   *
   * @param map the map, with finite values
   * @param file the file to write
   * @throws IllegalArgumentException if a value or a score is infinite, or a value is NaN
   * @throws SaliencyException if the file cannot be written
   */
  public static void writeJson(Attribution map, Path file) {
    WholeFile.write(requireNonNull(file, "file"), stream -> write(map, stream));
  }

  /**
   * Writes everything that a map has, as UTF-8.
   *
   * @param map the map, with finite values
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
   * Returns everything that a map has, as JSON.
   *
   * @param map the map, with finite values
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
   * Reads a map that {@link #writeJson(Attribution, Path)} wrote.
   *
   * @param file in UTF-8
   * @return an equal map
   * @throws SaliencyException if the file cannot be read or holds no valid map; the message gives
   *     the reason
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
   * Reads a map that {@link #writeJson(Attribution, OutputStream)} wrote.
   *
   * @param stream in UTF-8, read to its end, and left open
   * @return an equal map
   * @throws SaliencyException if it cannot be read or holds no valid map; the message gives the
   *     reason
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
   * Reads a map that {@link #toJson} wrote.
   *
   * @param json a JSON object
   * @return an equal map
   * @throws SaliencyException if it holds no valid map; the message gives the reason
   */
  public static Attribution fromJson(String json) {
    try {
      return AttributionJson.read(new StringReader(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
