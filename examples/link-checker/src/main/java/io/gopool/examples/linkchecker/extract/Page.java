package io.gopool.examples.linkchecker.extract;

import java.util.List;

/**
 * A page and where it leads.
 *
 * @param title its title, cut; may be empty. Anything may stand in it
 * @param links each once, in the order of the page
 * @param truncated whether there were more links than asked for, or longer ones than are kept
 */
public record Page(String title, List<Link> links, boolean truncated) {}
