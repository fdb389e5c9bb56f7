package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.LineChart;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracy;
import io.github.tfsaliency.examples.experiment.AttackPage;
import io.github.tfsaliency.examples.experiment.FeatureOcclusionPage;
import io.github.tfsaliency.examples.experiment.PercentilePage;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.TensorFlow;

/**
 * The report as one HTML file; the template reads the rest from here.
 *
 * @param all the figures
 * @param verdict what they say of gradients
 * @param lrp what they say of layer-wise relevance propagation
 * @param duration how long the analysis took
 */
record ReportPage(StudyResults all, Verdict verdict, LrpVerdict lrp, Duration duration) {
  static String render(StudyResults results, Duration duration) {
    return Page.render(
        "bias-analysis.jte",
        new ReportPage(
            results, Verdict.of(results.photos()), LrpVerdict.of(results.photos()), duration));
  }

  /** What maps look like beside what they say of the model. */
  ImmutableList<LooksSection> looks() {
    ImmutableList.Builder<LooksSection> sections = ImmutableList.builder();
    sections.add(LooksSection.of("planted garments", all.garmentLooks()));
    all.photoLooks().ifPresent(of -> sections.add(LooksSection.of("photographs", of)));
    return sections.build();
  }

  PercentilePage percentiles() {
    return PercentilePage.of(all.percentileOfGarments(), all.percentileOfPhotos());
  }

  FeatureOcclusionPage featureOcclusion() {
    return FeatureOcclusionPage.of(all.featureOcclusion());
  }

  AttackPage attacks() {
    return AttackPage.of(all.attacks(), all.study().seed());
  }

  /** What would have spoken against the claim. */
  ImmutableList<Falsifier> falsifiers() {
    return Falsifier.of(all);
  }

  BiasResults results() {
    return all.photos();
  }

  SweepResults sweep() {
    return all.sweep();
  }

  ImmutableList<ComparedMethod> methods() {
    return ComparedMethod.ALL;
  }

  ImmutableList<Encoding> encodings() {
    return Encoding.COMPARED;
  }

  /** How mean |A| depends on brightness. */
  ImmutableList<String> profilePlots() {
    return pairPlots(
        ReportPage::profilePlot,
        (plot, method, encoding) -> line(plot, method.label(), profile(method, encoding)));
  }

  /** How much of the map lies on the garment. */
  ImmutableList<String> massPlots() {
    return pairPlots(
        title -> garmentPlot(title, "share of |A| on the garment"),
        (plot, method, encoding) ->
            plot.means(
                method.label(),
                sweep().curve(method, encoding).brightness(),
                sweep().curve(method, encoding).mass()));
  }

  private interface Curves {
    void draw(LineChart plot, ComparedMethod method, Encoding encoding);
  }

  /**
   * A row of plots, one for each encoding, for each unmultiplied method and what is compared with
   * it.
   */
  private static ImmutableList<String> pairPlots(Function<String, LineChart> empty, Curves curves) {
    ImmutableList.Builder<String> plots = ImmutableList.builder();
    for (ComparedMethod reference : ComparedMethod.ALL) {
      ImmutableList<ComparedMethod> compared = comparedWith(reference);
      if (compared.isEmpty()) {
        continue;
      }
      for (Encoding encoding : Encoding.COMPARED) {
        LineChart plot =
            empty.apply(
                compared.get(0).family()
                    + " in "
                    + encoding.name()
                    + ": zero is "
                    + encoding.zeroIs());
        curves.draw(plot, reference, encoding);
        compared.forEach(method -> curves.draw(plot, method, encoding));
        plots.add(plot.mark("zero", encoding.zero()).svg());
      }
    }
    return plots.build();
  }

  /** The methods that nothing is compared with, in one encoding: the others are the same. */
  String otherPlot() {
    Encoding encoding = Encoding.COMPARED.get(0);
    LineChart plot = profilePlot("Guided and DeconvNet, any encoding");
    for (ComparedMethod method : ComparedMethod.ALL) {
      if (method.isReference() && comparedWith(method).isEmpty()) {
        line(plot, method.title(), profile(method, encoding));
      }
    }
    return plot.svg();
  }

  /** How often the classifier of garments is right. */
  String accuracyPlot() {
    List<Accuracy> accuracies = sweep().accuracies().byBrightness();
    List<Double> brightness = accuracies.stream().map(Accuracy::brightness).toList();
    return garmentPlot("Accuracy", "share of right classes")
        .line("planted", brightness, accuracies.stream().map(Accuracy::planted).toList())
        .line(
            "without the garment", brightness, accuracies.stream().map(Accuracy::removed).toList())
        .svg();
  }

  private static LineChart garmentPlot(String title, String yAxis) {
    return new LineChart(title, "brightness of the garment (0 black, 1 white)", yAxis).from(0, 1);
  }

  private static LineChart profilePlot(String title) {
    return new LineChart(
            title,
            "brightness of the channel value (0 black, 1 white)",
            "mean |A| / mean over the map")
        .from(0, 1);
  }

  private static void line(LineChart plot, String name, Profile profile) {
    plot.line(name, Profile.centers(), profile.means());
  }

  String tensorFlowVersion() {
    return TensorFlow.version();
  }

  private static ImmutableList<ComparedMethod> comparedWith(ComparedMethod reference) {
    return reference.isReference()
        ? ComparedMethod.ALL.stream()
            .filter(
                method ->
                    !method.isReference() && method.unmultiplied().equals(reference.unmultiplied()))
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  private Profile profile(ComparedMethod method, Encoding encoding) {
    return results().profile(method, encoding);
  }
}
