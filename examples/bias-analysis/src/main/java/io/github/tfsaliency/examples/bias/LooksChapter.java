package io.github.tfsaliency.examples.bias;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.encoding.Encoding;
import io.github.tfsaliency.examples.looks.Looks;
import io.github.tfsaliency.examples.looks.LooksResults;
import io.github.tfsaliency.examples.looks.Measure;
import io.github.tfsaliency.examples.looks.MethodFigures;
import io.github.tfsaliency.examples.part.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the look of maps with their faithfulness to the model. */
final class LooksChapter implements Chapter<LooksPage> {
  private final Looks garments;
  private final Looks photos;
  private final ImmutableMap<String, Part<MethodFigures>> ofGarments;
  private final ImmutableMap<String, Part<MethodFigures>> ofPhotos;
  private final long seed;

  LooksChapter(Looks garments, Looks photos, Study study) {
    this.garments = garments;
    this.photos = photos;
    this.seed = study.seed();
    this.ofGarments = parts(garments, study.extent().methods());
    this.ofPhotos = parts(photos, study.quick() ? ImmutableList.of() : ComparedMethod.WITH_OTHERS);
  }

  private static ImmutableMap<String, Part<MethodFigures>> parts(
      Looks looks, List<ComparedMethod> methods) {
    return methods.stream()
        .collect(
            toImmutableMap(
                ComparedMethod::title,
                method -> looks.part(method.id(), method.in().apply(Encoding.USUAL))));
  }

  @Override
  public List<Part<MethodFigures>> parts() {
    return ImmutableList.<Part<MethodFigures>>builder()
        .addAll(ofGarments.values())
        .addAll(ofPhotos.values())
        .build();
  }

  @Override
  public LooksPage results(Finished finished) {
    return new LooksPage(
        results(ofGarments, finished),
        ofPhotos.isEmpty() ? Optional.empty() : Optional.of(results(ofPhotos, finished)));
  }

  private LooksResults results(Map<String, Part<MethodFigures>> parts, Finished finished) {
    return LooksResults.of(Maps.transformValues(parts, finished::of), seed);
  }

  @Override
  public String page(LooksPage page) {
    return Page.render("looks.jte", page);
  }

  @Override
  public List<Figure> figures(LooksPage page) {
    ImmutableMap.Builder<String, LooksResults> scenes = ImmutableMap.builder();
    scenes.put("garments", page.garments());
    page.photos().ifPresent(results -> scenes.put("photographs", results));
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    scenes.buildOrThrow().forEach((name, results) -> addMeans(name, results, figures));
    scenes.buildOrThrow().forEach((name, results) -> addAgreements(name, results, figures));
    return figures.build();
  }

  private static void addMeans(
      String scenes, LooksResults results, ImmutableList.Builder<Figure> figures) {
    for (String title : results.titles()) {
      for (Measure measure : Iterables.concat(results.looks(), results.faithfulness())) {
        figures.add(
            Figure.line("looks")
                .with("scenes", scenes)
                .with("title", title)
                .with("measure", measure)
                .with("mean", results.mean(measure, title)));
      }
    }
  }

  private static void addAgreements(
      String scenes, LooksResults results, ImmutableList.Builder<Figure> figures) {
    for (Measure looks : results.looks()) {
      for (Measure faithfulness : results.faithfulness()) {
        LooksResults.Agreement agreement = results.agreement(looks, faithfulness);
        figures.add(
            Figure.line("agreements")
                .with("scenes", scenes)
                .with("looks", looks)
                .with("faithfulness", faithfulness)
                .with("correlation", agreement.correlation())
                .with("low", agreement.low())
                .with("high", agreement.high()));
      }
    }
  }

  @Override
  public void close() {
    garments.close();
    photos.close();
  }
}
