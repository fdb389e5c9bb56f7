package io.github.tfsaliency.examples.spring;

import io.github.tfsaliency.ModelHolder;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Attribution;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.image.Heatmap;
import io.github.tfsaliency.image.Picture;
import io.github.tfsaliency.method.RectifiedGradient;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers a picture with its map. */
// tag::controller[]
@RestController
class ExplainController {
  private final ModelHolder models;

  ExplainController(ModelHolder models) {
    this.models = models;
  }

  @PostMapping(path = "/explain", produces = MediaType.IMAGE_PNG_VALUE)
  byte[] explain(
      @RequestBody byte[] picture, @RequestParam(defaultValue = "98") double percentile) {
    Picture photo = Picture.read(picture);
    Attribution map =
        models.use(
            model ->
                Saliency.of(model)
                    .method(RectifiedGradient.percentile(percentile))
                    .timeout(Duration.ofSeconds(30))
                    .compute(photo));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    Heatmap.of(map).overlay(photo).writePng(png);
    return png.toByteArray();
  }

  @ExceptionHandler({SaliencyException.class, IllegalArgumentException.class})
  ResponseEntity<Map<String, String>> refused(RuntimeException why) {
    return ResponseEntity.badRequest()
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("error", String.valueOf(why.getMessage())));
  }
}
// end::controller[]
