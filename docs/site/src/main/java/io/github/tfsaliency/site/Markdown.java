package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Markdown as GitHub writes it. */
final class Markdown {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());

  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

  private Markdown() {}

  /** A block of code and the word behind its fence. */
  record Code(String language, String text) {}

  /**
   * Writes HTML.
   *
   * @param text Markdown
   * @param links what becomes of the target of each link and picture
   */
  static String html(String text, UnaryOperator<String> links) {
    HtmlRenderer renderer =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .attributeProviderFactory(context -> rewriting(links))
            .build();
    return renderer.render(PARSER.parse(text));
  }

  private static AttributeProvider rewriting(UnaryOperator<String> links) {
    return (Node node, String tag, Map<String, String> attributes) -> {
      attributes.computeIfPresent("href", (key, target) -> links.apply(target));
      attributes.computeIfPresent("src", (key, target) -> links.apply(target));
      if (tag.equals("img")) {
        attributes.put("loading", "lazy");
      }
      // Without it a keyboard cannot scroll what is wider than the page.
      if (node instanceof TableBlock || tag.equals("pre")) {
        attributes.put("tabindex", "0");
      }
    };
  }

  static ImmutableList<Heading> headings(String html) {
    Document document = Jsoup.parseBodyFragment(html);
    return document.select("h1, h2, h3").stream()
        .map(Markdown::heading)
        .collect(ImmutableList.toImmutableList());
  }

  private static Heading heading(Element element) {
    return new Heading(
        Integer.parseInt(element.tagName().substring(1)), element.id(), element.text());
  }

  /** All that a link may lead to within a page. */
  static ImmutableSet<String> anchors(String html) {
    Document document = Jsoup.parse(html);
    return ImmutableSet.<String>builder()
        .addAll(document.select("[id]").eachAttr("id"))
        .addAll(document.select("a[name]").eachAttr("name"))
        .build();
  }

  static ImmutableList<Code> code(String text) {
    ImmutableList.Builder<Code> blocks = ImmutableList.builder();
    PARSER
        .parse(text)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock block) {
                blocks.add(new Code(block.getInfo(), block.getLiteral()));
              }
            });
    return blocks.build();
  }
}
