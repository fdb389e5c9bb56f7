package io.github.tfsaliency.examples.bias;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;

/** The maps of the photographs, for the eye; {@link PhotographsChapter} has their figures. */
final class MapsChapter implements Chapter<BiasResults> {
  private final PhotographsChapter photographs;

  MapsChapter(PhotographsChapter photographs) {
    this.photographs = photographs;
  }

  @Override
  public List<Part<PhotoResult>> parts() {
    return photographs.parts();
  }

  @Override
  public BiasResults results(Finished finished) {
    return photographs.results(finished);
  }

  @Override
  public List<Figure> figures(BiasResults results) {
    return ImmutableList.of();
  }

  @Override
  public String page(BiasResults results) {
    return Page.render("maps.jte", new PhotographsPage(results));
  }
}
