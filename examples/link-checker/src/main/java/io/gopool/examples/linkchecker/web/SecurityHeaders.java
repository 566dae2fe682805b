package io.gopool.examples.linkchecker.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What the browser is told to forbid: any script, style or connection that is not this service's
 * own, frames, guesses at types. And what is forbidden here: whatever is asked by a name that is
 * not {@linkplain OwnHosts its own}, and changes that another site's page asks for (browsers say
 * with Origin whose page it is; other clients say nothing).
 */
@Component
class SecurityHeaders extends OncePerRequestFilter {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final OwnHosts hosts;

  SecurityHeaders(OwnHosts hosts) {
    this.hosts = hosts;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (!hosts.include(request.getHeader("Host"))) {
      refuse(
          response,
          "Host must be an address, localhost or one of link-checker.hosts, was "
              + request.getHeader("Host"));
    } else if (changes(request) && !sameOrigin(request)) {
      refuse(response, "asked for by another site's page");
    } else {
      chain.doFilter(request, response);
    }
  }

  /** By itself: the container's error page would not say why. */
  private static void refuse(HttpServletResponse response, String why) throws IOException {
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().println(why);
  }

  private static boolean changes(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
      default -> true;
    };
  }

  private static boolean sameOrigin(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return origin == null || authority(origin).equalsIgnoreCase(request.getHeader("Host"));
  }

  /** Never equal to a Host if the origin is opaque ("null") or malformed. */
  private static String authority(String origin) {
    try {
      @Nullable String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
