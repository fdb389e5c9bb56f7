package io.github.tfsaliency.site;

/**
 * The facts at the top of a method's page, read by {@code method.jte}.
 *
 * @param method its row of the table
 * @param javadoc the way to the Javadoc of its class; empty if the build has made none
 */
public record MethodFacts(MethodPage method, String javadoc) {}
