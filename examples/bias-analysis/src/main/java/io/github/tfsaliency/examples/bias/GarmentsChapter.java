package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracies;
import io.github.tfsaliency.examples.bias.SweepResults.Accuracy;
import io.github.tfsaliency.examples.bias.SweepResults.MethodShares;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.spec.MethodSpecs;
import java.util.List;

/** Garments from black to white: is a garment as dark as the zero lost? */
final class GarmentsChapter implements Chapter<SweepResults> {
  private final Study study;
  private final Part<Accuracies> accuracies;
  private final ImmutableMap<ComparedMethod, Part<MethodShares>> shares;

  GarmentsChapter(BrightnessSweep sweep, Study study) {
    this.study = study;
    this.accuracies = sweep.accuracies();
    this.shares = Maps.toMap(study.extent().methods(), sweep::shares);
  }

  @Override
  public List<Part<?>> parts() {
    return ImmutableList.<Part<?>>builder().add(accuracies).addAll(shares.values()).build();
  }

  @Override
  public SweepResults results(Finished finished) {
    return SweepResults.of(
        study.seed(),
        study.extent(),
        finished.of(accuracies),
        Maps.transformValues(shares, finished::of));
  }

  @Override
  public String page(SweepResults results) {
    return Page.render("garments.jte", new GarmentsPage(results));
  }

  @Override
  public List<Figure> figures(SweepResults results) {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    figures.add(
        Figure.single("garments")
            .with("seed", results.seed())
            .with("explained", results.explained()));
    for (Accuracy accuracy : results.accuracies().byBrightness()) {
      figures.add(
          Figure.line("garments.accuracies")
              .with("brightness", accuracy.brightness())
              .with("planted", accuracy.planted())
              .with("removed", accuracy.removed()));
    }
    for (ComparedMethod method : results.methods()) {
      for (Encoding encoding : Encoding.COMPARED) {
        figures.add(
            line("garments.atZero", method, encoding)
                .with("relativeMassAccuracy", results.curve(method, encoding).atZero()));
      }
    }
    for (ComparedMethod method : results.methods()) {
      for (Encoding encoding : Encoding.COMPARED) {
        SweepResults.Curve curve = results.curve(method, encoding);
        for (int i = 0; i < curve.mass().size(); i++) {
          figures.add(
              line("garments.figures", method, encoding)
                  .with("brightness", curve.brightness().get(i))
                  .with("massAccuracy", curve.mass().get(i))
                  .with("rankAccuracy", curve.rank().get(i)));
        }
      }
    }
    return figures.build();
  }

  private static Figure line(String table, ComparedMethod method, Encoding encoding) {
    return Figure.line(table)
        .with("title", method.title())
        .with("method", MethodSpecs.print(method.in().apply(encoding)))
        .with("inputFactor", method.factor())
        .with("encoding", encoding.name())
        .with("encodingZero", encoding.zero());
  }
}
