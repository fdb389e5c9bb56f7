package io.github.tfsaliency.cli.compare;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.Failures;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.Progress;
import io.github.tfsaliency.cli.compare.ComparedMap.Result;
import io.github.tfsaliency.cli.sample.ExplainedMap;
import io.github.tfsaliency.cli.sample.ExplainedSample;
import io.github.tfsaliency.cli.sample.ForwardTime;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.spec.MetricSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * All methods on one input.
 *
 * @param subject what they explain
 * @param metrics what was measured of each map
 * @param maps in the order in which methods are listed
 * @param forwardSeconds the median time of a forward pass of one sample
 */
record Comparison(
    Subject subject,
    ImmutableList<MetricSpec> metrics,
    ImmutableList<ComparedMap> maps,
    double forwardSeconds) {
  /**
   * What is explained.
   *
   * @param file as it was given
   * @param sample what was read
   */
  record Subject(String file, ExplainedSample sample) {}

  /**
   * Computes and measures all maps.
   *
   * @throws SaliencyException if no method fits the model
   */
  static Comparison of(
      Subject subject, List<String> methods, ImmutableList<MetricSpec> metrics, Progress progress) {
    double forward = ForwardTime.median(subject.sample());
    ImmutableList.Builder<ComparedMap> builder = ImmutableList.builder();
    for (String method : methods) {
      progress.step(method);
      try {
        Result result = result(subject.sample(), method, metrics, forward, progress);
        builder.add(ComparedMap.of(method, result));
      } catch (RuntimeException e) {
        builder.add(ComparedMap.failed(method, e));
      }
    }
    ImmutableList<ComparedMap> maps = builder.build();
    if (maps.stream().allMatch(map -> map.result() == null)) {
      throw new SaliencyException(
          Message.of(
              "None of the %s methods fits the model. The first, '%s': %s",
              maps.size(),
              maps.get(0).method(),
              Message.part(String.valueOf(maps.get(0).failure()))));
    }
    return new Comparison(subject, metrics, maps, forward);
  }

  private static Result result(
      ExplainedSample sample,
      String text,
      List<MetricSpec> metrics,
      double forward,
      Progress progress) {
    MethodSpec method = MethodSpec.parse(text);
    Saliency saliency = sample.saliency(method.method());
    TimedMap timed =
        TimedMap.of(
            Ticker.systemTicker(),
            clock ->
                saliency
                    .progress(
                        (done, total) -> {
                          clock.onProgress(done, total);
                          progress.within(text, done, total);
                        })
                    .compute(sample.input()));
    Attribution map = timed.map();
    ExplainedMap explained = new ExplainedMap(sample, method.method(), map);
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    for (MetricSpec metric : metrics) {
      values.add(measure(metric, explained));
    }
    return new Result(
        map,
        Result.heatmap(sample.pixels(), map.values()),
        saliency.layer().orElse(null),
        timed.firstSeconds(),
        timed.seconds(),
        timed.seconds() / forward,
        values.build());
  }

  /** A metric that does not fit the map is not defined for it. */
  private static double measure(MetricSpec metric, ExplainedMap map) {
    try {
      return metric.measure(map);
    } catch (RuntimeException e) {
      if (Failures.isExplained(e)) {
        return Double.NaN;
      }
      throw e;
    }
  }

  /** The first map: target and score are the same for all. */
  Result any() {
    return maps.stream().flatMap(map -> Stream.ofNullable(map.result())).findFirst().orElseThrow();
  }

  /** The target as a reader would name it. */
  String target() {
    return subject.sample().model().targetName(any().map(), subject.sample().target());
  }
}
