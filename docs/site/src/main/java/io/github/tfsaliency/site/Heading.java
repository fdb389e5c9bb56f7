package io.github.tfsaliency.site;

/**
 * A heading of a page.
 *
 * @param level 1 is the title
 * @param id the anchor
 * @param text without markup
 */
public record Heading(int level, String id, String text) {}
