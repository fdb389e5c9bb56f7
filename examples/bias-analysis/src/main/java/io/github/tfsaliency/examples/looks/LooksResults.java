package io.github.tfsaliency.examples.looks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import io.github.tfsaliency.cli.report.BootstrapInterval;
import io.github.tfsaliency.cli.report.MeanInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/**
 * All methods judged on the same scenes.
 *
 * @param titles of the methods
 * @param scenes how many there are
 * @param means by measure and method
 * @param agreements by looks and faithfulness
 */
public record LooksResults(
    ImmutableList<String> titles,
    int scenes,
    ImmutableTable<Measure, String, MeanInterval> means,
    ImmutableTable<Measure, Measure, Agreement> agreements) {
  private static final int RESAMPLES = 2000;

  /**
   * Whether methods whose maps are prettier are more faithful.
   *
   * @param correlation Spearman's, over the methods' means, each measure turned so that more is
   *     prettier or more faithful
   * @param low the 2.5th percentile of the bootstrap, which draws methods and scenes with
   *     replacement
   * @param high the 97.5th
   */
  public record Agreement(double correlation, double low, double high) {
    /**
     * Whether the sign is certain.
     *
     * @return whether the interval leaves out zero
     */
    public boolean certain() {
      return low > 0 || high < 0;
    }
  }

  /**
   * Summarises.
   *
   * @param figures by the methods' titles
   * @param seed of the bootstrap
   * @return means with intervals, and correlations
   */
  public static LooksResults of(Map<String, MethodFigures> figures, long seed) {
    ImmutableMap<String, MethodFigures> methods = ImmutableMap.copyOf(figures);
    int scenes = methods.values().iterator().next().of(Measure.GINI).length;
    ImmutableTable.Builder<Measure, String, MeanInterval> means = ImmutableTable.builder();
    for (Measure measure : measured(methods)) {
      methods.forEach(
          (title, of) -> means.put(measure, title, MeanInterval.of(of.of(measure), seed)));
    }
    return new LooksResults(
        methods.keySet().asList(), scenes, means.buildOrThrow(), agreements(methods, scenes, seed));
  }

  private static List<Measure> measured(Map<String, MethodFigures> methods) {
    return Arrays.stream(Measure.values())
        .filter(
            measure -> methods.values().stream().allMatch(method -> method.of(measure).length > 0))
        .toList();
  }

  private static ImmutableTable<Measure, Measure, Agreement> agreements(
      ImmutableMap<String, MethodFigures> methods, int scenes, long seed) {
    List<MethodFigures> all = methods.values().asList();
    List<Measure> measured = measured(methods);
    SplittableRandom random = new SplittableRandom(seed);
    int[] everyScene = IntStream.range(0, scenes).toArray();
    int[] everyMethod = IntStream.range(0, all.size()).toArray();
    double[][] whole = means(all, measured, everyScene);
    double[][][] drawn = new double[RESAMPLES][][];
    for (int i = 0; i < RESAMPLES; i++) {
      drawn[i] = gather(means(all, measured, draw(everyScene, random)), draw(everyMethod, random));
    }
    ImmutableTable.Builder<Measure, Measure, Agreement> agreements = ImmutableTable.builder();
    for (int x = 0; x < measured.size(); x++) {
      for (int y = 0; y < measured.size(); y++) {
        if (Measure.of(Measure.Kind.LOOKS).contains(measured.get(x))
            && Measure.of(Measure.Kind.FAITHFULNESS).contains(measured.get(y))) {
          double[] correlations = new double[RESAMPLES];
          for (int i = 0; i < RESAMPLES; i++) {
            correlations[i] = spearman(drawn[i][x], drawn[i][y]);
          }
          BootstrapInterval interval = BootstrapInterval.of(correlations);
          agreements.put(
              measured.get(x),
              measured.get(y),
              new Agreement(spearman(whole[x], whole[y]), interval.low(), interval.high()));
        }
      }
    }
    return agreements.buildOrThrow();
  }

  /** By measure and method, turned so that more is better. */
  private static double[][] means(
      List<MethodFigures> methods, List<Measure> measures, int[] scenes) {
    double[][] means = new double[measures.size()][methods.size()];
    for (int m = 0; m < measures.size(); m++) {
      Measure measure = measures.get(m);
      for (int i = 0; i < methods.size(); i++) {
        double mean = methods.get(i).mean(measure, scenes);
        means[m][i] = measure.higherIsBetter() ? mean : -mean;
      }
    }
    return means;
  }

  private static int[] draw(int[] from, SplittableRandom random) {
    return Arrays.stream(from).map(i -> from[random.nextInt(from.length)]).toArray();
  }

  private static double[][] gather(double[][] rows, int[] columns) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(columns).mapToDouble(column -> row[column]).toArray())
        .toArray(double[][]::new);
  }

  private static double spearman(double[] x, double[] y) {
    return new SpearmansCorrelation().correlation(x, y);
  }

  /**
   * The measures of looks.
   *
   * @return in their order
   */
  public ImmutableList<Measure> looks() {
    return present(Measure.Kind.LOOKS);
  }

  /**
   * The measures of faithfulness.
   *
   * @return those that the scenes allow
   */
  public ImmutableList<Measure> faithfulness() {
    return present(Measure.Kind.FAITHFULNESS);
  }

  private ImmutableList<Measure> present(Measure.Kind kind) {
    return Measure.of(kind).stream()
        .filter(measure -> means.containsRow(measure))
        .collect(toImmutableList());
  }

  /**
   * The mean of a method.
   *
   * @param measure by which measure
   * @param title of which method
   * @return over the scenes
   */
  public MeanInterval mean(Measure measure, String title) {
    return requireNonNull(means.get(measure, title));
  }

  /**
   * How a measure of looks goes with one of faithfulness.
   *
   * @param looks the one
   * @param faithfulness the other
   * @return over the methods
   */
  public Agreement agreement(Measure looks, Measure faithfulness) {
    return requireNonNull(agreements.get(looks, faithfulness));
  }

  /**
   * Whether prettier maps are more faithful for certain.
   *
   * @return how many pairs of measures go together, and the sign of their correlation is certain
   */
  public long certainlyTogether() {
    return agreements.values().stream()
        .filter(agreement -> agreement.certain() && agreement.correlation() > 0)
        .count();
  }

  /**
   * Whether prettier maps are less faithful for certain.
   *
   * @return how many pairs of measures go against each other, and the sign is certain
   */
  public long certainlyOpposed() {
    return agreements.values().stream()
        .filter(agreement -> agreement.certain() && agreement.correlation() < 0)
        .count();
  }
}
