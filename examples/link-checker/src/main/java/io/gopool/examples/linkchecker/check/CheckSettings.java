package io.gopool.examples.linkchecker.check;

import java.time.Duration;

/**
 * The limits of a check.
 *
 * @param maxLinks links of a check; further ones are left out, and the check says so
 * @param maxBody bytes of a page that are read
 * @param maxRedirects redirects that are followed for a link
 * @param attempts requests for a URL that has no answer, or the answer "later"
 * @param retryDelay before the second request; twice as long before the third, and so on
 * @param maxRetryDelay the longest of those, also when the server asks for more
 */
public record CheckSettings(
    int maxLinks,
    int maxBody,
    int maxRedirects,
    int attempts,
    Duration retryDelay,
    Duration maxRetryDelay) {}
