package io.plumbline.send;

import io.plumbline.error.Errors;
import java.net.URI;
import java.util.Set;

/**
 * Where requests may go: {@code https} only. Plain {@code http} is allowed to this machine itself,
 * which no wire leaves, for a local gateway or a test.
 */
final class Address {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private Address() {}

  /**
   * Checks an address.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.address}; names scheme and host only,
   *     since the rest may be a secret
   */
  static URI checked(URI uri) {
    if (uri.getHost() == null || uri.getScheme() == null) {
      throw Errors.sendAddressUnusable("without a host", "it is no address such as https://host");
    }
    boolean local = THIS_MACHINE.contains(uri.getHost());
    if (!uri.getScheme().equals("https") && !(local && uri.getScheme().equals("http"))) {
      throw Errors.sendAddressUnusable(origin(uri), "only https is sent to");
    }
    if (uri.getUserInfo() != null) {
      throw Errors.sendAddressUnusable(origin(uri), "it carries a user name or a password");
    }
    return uri;
  }

  /** Checks the address of a CRM, which has no path of its own; without an ending slash. */
  static URI checkedBase(URI uri) {
    checked(uri);
    if (!uri.getPath().matches("/?") || uri.getQuery() != null || uri.getFragment() != null) {
      throw Errors.sendAddressUnusable(origin(uri), "it must end after the host");
    }
    return URI.create(origin(uri));
  }

  /** Scheme, host and port: the part of an address that may be shown. */
  static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
