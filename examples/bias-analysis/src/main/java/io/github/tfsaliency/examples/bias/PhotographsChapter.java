package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.spec.MethodSpecs;
import java.nio.file.Path;
import java.util.List;

/** Photographs in three encodings: does the map depend on how they are written in numbers? */
final class PhotographsChapter implements Chapter<BiasResults> {
  private final String modelName;
  private final ImmutableList<Part<PhotoResult>> photographs;

  PhotographsChapter(BiasAnalysis analysis, List<Path> photographs) {
    this.modelName = analysis.modelName();
    ImmutableList.Builder<Part<PhotoResult>> parts = ImmutableList.builder();
    int number = 1;
    for (Path photograph : photographs) {
      parts.add(analysis.part(photograph, number++));
    }
    this.photographs = parts.build();
  }

  @Override
  public List<Part<PhotoResult>> parts() {
    return photographs;
  }

  @Override
  public BiasResults results(Finished finished) {
    return new BiasResults(modelName, finished.all(photographs));
  }

  @Override
  public String page(BiasResults results) {
    return Page.render("photographs.jte", new PhotographsPage(results));
  }

  @Override
  public List<Figure> figures(BiasResults results) {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    figures.add(
        Figure.single("")
            .with("model", results.modelName())
            .with("largestRelativeLogitDifference", results.logitDifference()));
    for (PhotoResult photo : results.photos()) {
      for (ComparedMethod method : ComparedMethod.ALL) {
        for (Encoding encoding : Encoding.COMPARED) {
          figures.add(
              Figure.line("figures")
                  .with("photograph", photo.name())
                  .with("title", method.title())
                  .with("method", MethodSpecs.print(method.in().apply(encoding)))
                  .with("inputFactor", method.factor())
                  .with("encoding", encoding.name())
                  .with("encodingZero", encoding.zero())
                  .with("zeroPointRatio", photo.of(method, encoding).zeroPointRatio())
                  .with("encodingDisagreement", photo.of(method).disagreement())
                  .with("encodingDisagreementNonZero", photo.of(method).nonZeroDisagreement()));
        }
      }
    }
    for (ComparedMethod method : ComparedMethod.ALL) {
      for (Encoding encoding : Encoding.COMPARED) {
        Profile profile = results.profile(method, encoding);
        figures.add(
            Figure.line("profiles")
                .with("title", method.title())
                .with("method", MethodSpecs.print(method.in().apply(encoding)))
                .with("encoding", encoding.name())
                .with("brightness", Profile.centers())
                .with("meanAttribution", profile.means())
                .with("values", profile.counts()));
      }
    }
    return figures.build();
  }
}
