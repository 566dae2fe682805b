package io.gopool.examples.linkchecker.extract;

/**
 * A link on a page.
 *
 * @param url absolute, as the page says it
 * @param text what a reader sees of it, cut; empty for images and the like
 */
public record Link(String url, String text) {}
