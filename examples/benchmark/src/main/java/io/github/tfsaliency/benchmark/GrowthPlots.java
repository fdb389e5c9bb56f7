package io.github.tfsaliency.benchmark;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.benchmark.GrowthReport.Axis;
import io.github.tfsaliency.benchmark.GrowthReport.Point;
import io.github.tfsaliency.cli.report.LineChart;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The plots of docs/cost.md: time and memory of each axis. */
final class GrowthPlots {
  private GrowthPlots() {}

  /** SVG documents by file name. */
  static ImmutableMap<String, String> all(GrowthReport report) {
    ImmutableMap.Builder<String, String> plots = ImmutableMap.builder();
    for (Axis axis : Axis.values()) {
      List<Point> points = report.points().stream().filter(at -> at.axis() == axis).toList();
      if (points.isEmpty()) {
        continue;
      }
      String name = "growth-" + Ascii.toLowerCase(axis.name());
      plots.put(
          name + "-time.svg",
          plot(axis, "seconds", points, OneCell.Figures::seconds, OneCell.Figures::forwardSeconds));
      plots.put(
          name + "-memory.svg",
          plot(
              axis,
              "largest memory of the process in MiB",
              points,
              OneCell.Figures::mebibytes,
              OneCell.Figures::forwardMebibytes));
    }
    return plots.buildOrThrow();
  }

  private static String plot(
      Axis axis,
      String unit,
      List<Point> points,
      ToDoubleFunction<OneCell.Figures> ofMap,
      ToDoubleFunction<OneCell.Figures> ofForward) {
    LineChart chart = new LineChart("", axis.title(), unit);
    Set<String> methods = new LinkedHashSet<>();
    points.forEach(point -> methods.add(method(point)));
    String first = methods.iterator().next();
    line(chart, "forward pass", points, first, ofForward);
    methods.forEach(method -> line(chart, method, points, method, ofMap));
    return chart.svg();
  }

  /** Steps are the axis, and no method of their own. A composite has a long name. */
  private static String method(Point point) {
    String method = point.figures().method();
    return point.axis() == Axis.STEPS
        ? method.substring(0, method.indexOf(':'))
        : method.replace("lrp:composite=", "LRP ");
  }

  private static void line(
      LineChart chart,
      String name,
      List<Point> all,
      String method,
      ToDoubleFunction<OneCell.Figures> value) {
    List<Point> points = all.stream().filter(point -> method(point).equals(method)).toList();
    chart.line(
        name,
        points.stream().map(Point::at).toList(),
        points.stream().map(point -> value.applyAsDouble(point.figures())).toList());
  }
}
