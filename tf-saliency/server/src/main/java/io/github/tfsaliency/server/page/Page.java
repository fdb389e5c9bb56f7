package io.github.tfsaliency.server.page;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.JsonText;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.SpecRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * The page at {@code /}: files that load nothing from another host, and what they have to know of
 * the models.
 *
 * @param service whose models are shown
 */
public record Page(Service service) {
  /** By the path in the server. */
  private static final ImmutableMap<String, File> FILES =
      ImmutableMap.of(
          "", new File("index.html", "text/html;charset=utf-8"),
          "index.html", new File("index.html", "text/html;charset=utf-8"),
          "page/app.js", new File("app.js", "text/javascript;charset=utf-8"),
          "page/style.css", new File("style.css", "text/css;charset=utf-8"),
          "openapi.json", new File("openapi.json", "application/json"));

  private static final ImmutableMap<String, String> HEADERS =
      ImmutableMap.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer");

  /** A file of the page. */
  private record File(String name, String type) {}

  /** A file of the page; empty if there is none of that path, which has no slash ahead. */
  public static Optional<Answer> file(String path) {
    File file = FILES.get(path);
    return file == null ? Optional.empty() : Optional.of(answer(file));
  }

  private static Answer answer(File file) {
    try {
      byte[] body = Resources.toByteArray(Resources.getResource(Page.class, file.name()));
      return new Answer(200, file.type(), HEADERS, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code GET /page/models.json}: those that are loaded. */
  public Answer models() {
    return JsonText.of(
        json -> {
          json.beginObject().name("models").beginArray();
          for (ServedModel served : service.models().all()) {
            if (!served.isReady()) {
              continue;
            }
            json.beginObject().name("name").value(served.name());
            json.name("pictures").value(served.use(Page::takesPictures));
            json.name("labels").beginArray();
            List<String> labels = served.use(Model::labels);
            for (String label : labels) {
              json.value(label);
            }
            json.endArray().endObject();
          }
          json.endArray().name("methods").beginArray();
          for (MethodSpec method : service.methods()) {
            json.value(method.text());
          }
          json.endArray().name("known").beginArray();
          for (SpecRow<?> row : MethodSpecs.rows()) {
            json.value(row.name());
          }
          json.endArray().endObject();
        });
  }

  private static boolean takesPictures(Model model) {
    try {
      var unused = model.encode(Picture.of(NdArrays.ofFloats(Shape.of(1, 1, 3))));
      return true;
    } catch (SaliencyException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }
}
