package io.github.tfsaliency.display.draw;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Images of a page that stand in it once, wherever they are shown. */
public final class SharedImages {
  private static final int LETTERS = 16;

  private final Map<String, String> uris = new LinkedHashMap<>();

  /** The id of an image that is 1 wide and 1 high. */
  String id(BufferedImage image) {
    String uri = Encoded.uri(image);
    String id = "image-" + Hashing.sha256().hashString(uri, UTF_8).toString().substring(0, LETTERS);
    uris.put(id, uri);
    return id;
  }

  /** What has to stand in the page, or nothing. */
  public String definitions() {
    if (uris.isEmpty()) {
      return "";
    }
    StringBuilder out =
        new StringBuilder(
            "<svg width=\"0\" height=\"0\""
                + " style=\"position: absolute\" aria-hidden=\"true\"><defs>\n");
    uris.forEach(
        (id, uri) ->
            out.append("<image id=\"")
                .append(id)
                .append("\" width=\"1\" height=\"1\" preserveAspectRatio=\"none\" href=\"")
                .append(uri)
                .append("\"/>\n"));
    return out.append("</defs></svg>\n").toString();
  }
}
