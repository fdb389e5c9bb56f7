package io.github.tfsaliency.examples.column;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Rows of the table that {@code savedmodels/make_planted_models.py} makes: rooms, and whether they
 * are pleasant. The temperature decides, and the heating; nothing else does.
 *
 * <p>Immutable.
 */
final class Rooms {
  /** The column that decides: a room is pleasant if it is near the mean. */
  static final int TEMPERATURE = 0;

  /** The class of pleasant rooms. */
  static final long PLEASANT = 1;

  private static final ImmutableList<Column> NUMERIC =
      ImmutableList.of(
          new Column("temperature", 21, 3),
          new Column("humidity", 50, 10),
          new Column("noise", 45, 8),
          new Column("area", 60, 20),
          new Column("floor", 4, 3),
          new Column("age", 35, 15),
          new Column("rent", 900, 250));
  private static final ImmutableList<String> HEATING = ImmutableList.of("district", "gas", "oil");
  private static final int WIDTH = NUMERIC.size() + HEATING.size();

  private final ImmutableList<float[]> rows;

  private Rooms(ImmutableList<float[]> rows) {
    this.rows = rows;
  }

  private record Column(String name, double mean, double deviation) {}

  /** The first rows of a file, all of pleasant rooms. */
  static Rooms read(Path csv, int count) {
    try (CSVParser parser =
        CSVParser.parse(
            csv, UTF_8, CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return new Rooms(
          parser.stream().limit(count).map(Rooms::row).collect(ImmutableList.toImmutableList()));
    } catch (IOException e) {
      throw new SaliencyException(Message.of("The table '%s' cannot be read: %s.", csv, e), e);
    }
  }

  private static float[] row(CSVRecord line) {
    float[] row = new float[WIDTH];
    for (int i = 0; i < NUMERIC.size(); i++) {
      Column column = NUMERIC.get(i);
      row[i] =
          (float)
              ((Double.parseDouble(line.get(column.name())) - column.mean()) / column.deviation());
    }
    row[NUMERIC.size() + HEATING.indexOf(line.get("heating"))] = 1;
    return row;
  }

  /** Rooms of all kinds, as the network was trained on. */
  static Rooms drawn(int count, long seed) {
    Random random = new Random(seed);
    ImmutableList.Builder<float[]> rows = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      float[] row = new float[WIDTH];
      for (int j = 0; j < NUMERIC.size(); j++) {
        row[j] = (float) random.nextGaussian();
      }
      row[NUMERIC.size() + random.nextInt(HEATING.size())] = 1;
      rows.add(row);
    }
    return new Rooms(rows.build());
  }

  /** The same rooms, all as warm, in standard deviations from the mean. */
  Rooms withTemperature(double value) {
    return with(TEMPERATURE, row -> (float) value);
  }

  /** The same rooms with a column of others. */
  Rooms withColumnOf(Rooms others, int column) {
    return with(column, row -> others.rows.get(row)[column]);
  }

  private interface Value {
    float of(int row);
  }

  private Rooms with(int column, Value value) {
    ImmutableList.Builder<float[]> changed = ImmutableList.builder();
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i).clone();
      row[column] = value.of(i);
      changed.add(row);
    }
    return new Rooms(changed.build());
  }

  /** How many rows there are. */
  int size() {
    return rows.size();
  }

  /** How many columns are numbers; the others are one-hot. */
  static int numericColumns() {
    return NUMERIC.size();
  }

  /** The name of a numeric column. */
  static String name(int column) {
    return NUMERIC.get(column).name();
  }

  /** As a model takes them, {@code [N, 10]}. */
  FloatNdArray encode(Zero zero) {
    float[] values = new float[rows.size() * WIDTH];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * WIDTH, WIDTH);
      for (int j = 0; j < NUMERIC.size(); j++) {
        values[i * WIDTH + j] -= (float) zero.place();
      }
    }
    return NdArrays.wrap(Shape.of(rows.size(), WIDTH), DataBuffers.of(values, true, false));
  }

  /** How much of a row's map lies on the temperature, for each row. */
  static double[] temperatureShares(float[] map) {
    double[] shares = new double[map.length / WIDTH];
    for (int i = 0; i < shares.length; i++) {
      double sum = 0;
      for (int j = 0; j < WIDTH; j++) {
        sum += Math.abs(map[i * WIDTH + j]);
      }
      shares[i] = sum == 0 ? Double.NaN : Math.abs(map[i * WIDTH + TEMPERATURE]) / sum;
    }
    return shares;
  }
}
