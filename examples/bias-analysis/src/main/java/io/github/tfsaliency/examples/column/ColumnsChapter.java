package io.github.tfsaliency.examples.column;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import io.github.tfsaliency.examples.chapter.Chapter;
import io.github.tfsaliency.examples.chapter.Figure;
import io.github.tfsaliency.examples.chapter.Finished;
import io.github.tfsaliency.examples.part.FileSums;
import io.github.tfsaliency.examples.part.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Whether the multiplication by the input blinds maps of tables, too. */
public final class ColumnsChapter implements Chapter<ColumnsPage> {
  private static final String EXPERIMENT = "columns";

  private final Path model;
  private final Path csv;
  private final ColumnExtent extent;
  private final long seed;
  private final Part<ColumnResult> part;

  /**
   * The chapter on a table.
   *
   * @param model the SavedModel that {@code savedmodels/make_planted_models.py} trains on rooms
   * @param csv rooms that it calls pleasant
   * @param extent how much is computed
   * @param seed of other rows and intervals
   */
  public ColumnsChapter(Path model, Path csv, ColumnExtent extent, long seed) {
    this.model = model;
    this.csv = csv;
    this.extent = extent;
    this.seed = seed;
    this.part = ColumnPart.of(model, csv, extent, seed);
  }

  @Override
  public List<Part<ColumnResult>> parts() {
    return ImmutableList.of(part);
  }

  @Override
  public ImmutableMap<String, String> circumstances() {
    return ImmutableMap.of(
        "tableModel", FileSums.of(Model.from(model).files()), "table", FileSums.of(csv));
  }

  @Override
  public ColumnsPage results(Finished finished) {
    ColumnResult result = finished.of(part);
    return new ColumnsPage(
        extent,
        seed,
        result.effects().stream()
            .map(
                effect ->
                    new ColumnsPage.Effect(
                        effect.column(), MeanInterval.of(effect.changes(), seed)))
            .collect(toImmutableList()),
        IntStream.range(0, extent.methods().size())
            .mapToObj(
                i ->
                    ColumnCurve.of(
                        extent.methods().get(i), result.shares().get(i), extent.places(), seed))
            .collect(toImmutableList()));
  }

  @Override
  public String page(ColumnsPage page) {
    return Page.render("columns.jte", page);
  }

  @Override
  public List<Figure> figures(ColumnsPage page) {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    page.effects()
        .forEach(
            effect ->
                figures.add(
                    Figure.of(EXPERIMENT, effect.column(), null, "score_change", effect.change())));
    for (ColumnCurve curve : page.curves()) {
      String title = curve.method().title();
      for (int i = 0; i < extent.places().size(); i++) {
        figures.add(
            Figure.of(EXPERIMENT, title, extent.places().get(i), "share", curve.shares().get(i)));
      }
      for (int i = 0; i < Zero.PLANTED.size(); i++) {
        figures.add(
            Figure.of(
                EXPERIMENT,
                title,
                Zero.PLANTED.get(i).place(),
                "relative_share_at_zero",
                curve.atZero().get(i)));
      }
    }
    return figures.build();
  }
}
