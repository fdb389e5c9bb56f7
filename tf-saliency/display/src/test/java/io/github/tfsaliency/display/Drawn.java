package io.github.tfsaliency.display;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a parser of XML finds in an SVG document. */
record Drawn(ImmutableList<Element> elements) {
  static Drawn of(String svg) {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no XML: " + svg, e);
    }
    NodeList nodes = document.getElementsByTagName("*");
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return new Drawn(ImmutableList.copyOf(elements));
  }

  /** Rectangles and dots that tell what they are. */
  List<Element> hinted() {
    return elements.stream().filter(each -> !hint(each).isEmpty()).toList();
  }

  Element hinted(String start) {
    return hinted().stream()
        .filter(each -> hint(each).startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing tells of " + start));
  }

  static String hint(Element element) {
    NodeList titles = element.getElementsByTagName("title");
    return titles.getLength() == 1 && element.getTagName().matches("rect|circle")
        ? titles.item(0).getTextContent()
        : "";
  }

  List<Element> texts() {
    return elements.stream().filter(each -> each.getTagName().equals("text")).toList();
  }

  List<String> words() {
    return texts().stream().map(Element::getTextContent).toList();
  }

  static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  /** The value at the end of a hint. */
  static double value(Element element) {
    String hint = hint(element);
    return Double.parseDouble(hint.substring(hint.lastIndexOf(' ') + 1).replace('\u2212', '-'));
  }

  List<BufferedImage> images() throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    for (Element element : elements) {
      if (element.getTagName().equals("image")) {
        String uri = element.getAttribute("href");
        byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        images.add(ImageIO.read(new ByteArrayInputStream(bytes)));
      }
    }
    return images;
  }
}
