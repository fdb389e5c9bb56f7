package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;

/**
 * The pictures of all methods side by side, read by {@code gallery.jte}.
 *
 * @param methods in the order of the table
 */
public record Gallery(ImmutableList<MethodPage> methods) {}
