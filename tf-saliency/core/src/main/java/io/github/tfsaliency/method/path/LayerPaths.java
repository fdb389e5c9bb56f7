package io.github.tfsaliency.method.path;

import static java.util.Objects.requireNonNull;

import io.github.tfsaliency.attribution.ResolvedTargets;
import io.github.tfsaliency.attribution.UnsupportedModelException;
import io.github.tfsaliency.explain.Batch;
import io.github.tfsaliency.explain.Passes;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.method.Gradient;
import io.github.tfsaliency.sampling.MapSums;
import io.github.tfsaliency.sampling.Samples;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * The contributions of layers' values while the inputs follow straight lines: the gradient at each
 * point, times the change of the values from half-way before it to half-way after it.
 *
 * @param passes passes with maps of the layers
 * @param path the points of all lines
 * @param samples the inputs
 * @param starts the starts of the lines, by the input's name
 */
record LayerPaths(
    Passes passes, StraightPath path, Samples samples, Map<String, float[][]> starts) {
  static LayerPaths of(Passes passes, StraightPath path, Samples samples) {
    return new LayerPaths(passes, path, samples, path.starts(samples));
  }

  /** Refuses passes whose maps are of the inputs. */
  static void requireLayers(String method, Passes passes) {
    if (passes.mapped() == passes) {
      throw new UnsupportedModelException(
          Message.of(
              "The method '%s' maps layers inside the model, and no layer was chosen.\n"
                  + "Maybe name some with --layers NAME, or call Saliency.layers(input, name).",
              method));
    }
  }

  /** The sums of all samples; the points of a line follow one another. */
  MapSums changes(ResolvedTargets targets, int steps) {
    MapSums sums = new MapSums(samples.count());
    for (int sample = 0; sample < samples.count(); sample++) {
      for (int first = 0; first < path.points().size(); first += steps) {
        addLine(sums, sample, path.points().subList(first, first + steps), targets);
      }
    }
    return sums;
  }

  private void addLine(
      MapSums sums, int sample, List<StraightPath.Point> line, ResolvedTargets targets) {
    double share = line.stream().mapToDouble(StraightPath.Point::weight).sum();
    int chunk = passes.gradientChunk(samples.batch());
    int baseline = line.get(0).baseline();
    double border = 0;
    Map<String, float[]> before = values(at(sample, baseline, new double[] {0}));
    for (int first = 0; first < line.size(); first += chunk) {
      int rows = Math.min(chunk, line.size() - first);
      double[] points = new double[rows];
      double[] borders = new double[rows];
      for (int i = 0; i < rows; i++) {
        StraightPath.Point point = line.get(first + i);
        points[i] = point.position();
        border += point.weight() / share;
        borders[i] = first + i == line.size() - 1 ? 1 : border;
      }
      Map<String, float[]> behind = values(at(sample, baseline, borders));
      int[] origins = new int[rows];
      Arrays.fill(origins, sample);
      Map<String, FloatNdArray> maps =
          Gradient.of()
              .attribute(passes, at(sample, baseline, points), targets.gather(origins))
              .maps();
      for (Map.Entry<String, FloatNdArray> map : maps.entrySet()) {
        float[] last = requireNonNull(before.get(map.getKey()));
        float[] next = requireNonNull(behind.get(map.getKey()));
        double[] sum = sums.of(map.getKey(), map.getValue().shape().tail());
        add(sum, sample * (sum.length / samples.count()), share, map.getValue(), last, next);
      }
      before = ends(behind, rows);
    }
  }

  private static void add(
      double[] sum, int start, double share, FloatNdArray map, float[] last, float[] next) {
    float[] gradients = Samples.array(map);
    int size = last.length;
    for (int i = 0; i < gradients.length; i++) {
      double change = (double) next[i] - (i < size ? last[i] : next[i - size]);
      sum[start + i % size] += share * gradients[i] * change;
    }
  }

  /** The last of several rows. */
  private static Map<String, float[]> ends(Map<String, float[]> values, int rows) {
    Map<String, float[]> ends = new HashMap<>();
    values.forEach(
        (name, all) ->
            ends.put(name, Arrays.copyOfRange(all, all.length - all.length / rows, all.length)));
    return ends;
  }

  /** The values of the layers. */
  private Map<String, float[]> values(Batch batch) {
    Passes inside = passes.mapped();
    Batch all = inside.continuous(batch);
    Map<String, float[]> values = new HashMap<>();
    for (String layer : inside.continuousInputs()) {
      values.put(layer, Samples.array(requireNonNull(all.inputs().get(layer), layer)));
    }
    return values;
  }

  /** Points of a sample's line. */
  private Batch at(int sample, int baseline, double[] positions) {
    Map<String, float[]> values = new HashMap<>();
    for (String input : samples.changed()) {
      int size = samples.size(input);
      float[] start = requireNonNull(starts.get(input))[baseline];
      int from = samples.offset(start, sample, input);
      float[] end = samples.values(input);
      float[] rows = new float[positions.length * size];
      for (int i = 0; i < rows.length; i++) {
        float at = start[from + i % size];
        double way = (double) end[sample * size + i % size] - at;
        rows[i] = (float) (at + positions[i / size] * way);
      }
      values.put(input, rows);
    }
    int[] origins = new int[positions.length];
    Arrays.fill(origins, sample);
    return samples.batch(origins, values);
  }
}
