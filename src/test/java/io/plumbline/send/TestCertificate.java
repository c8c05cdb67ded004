package io.plumbline.send;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate, made by {@code keytool}, and the trust in it. */
public final class TestCertificate {

  /** Opens the store; it guards nothing. */
  public static final String PASSWORD = "changeit";

  private static TestCertificate ofThisMachine;

  private final Path store;
  private final SSLContext server;
  private final SSLContext trust;

  private TestCertificate(Path store) {
    this.store = store;
    this.server = serverContext(store);
    this.trust = trustContext(store);
  }

  /** For {@code localhost} and {@code 127.0.0.1}; made once. */
  public static synchronized TestCertificate ofThisMachine() {
    if (ofThisMachine == null) {
      ofThisMachine = of("dns:localhost,ip:127.0.0.1");
    }
    return ofThisMachine;
  }

  /** For other names: {@code dns:crm.example}. */
  static TestCertificate of(String names) {
    try {
      Path folder = Files.createTempDirectory("certificate");
      Path store = folder.resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "crm",
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-dname",
                  "CN=crm",
                  "-ext",
                  "san=" + names,
                  "-validity",
                  "36500",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
      return new TestCertificate(withTrust(store));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A key entry is not trusted by itself, so the certificate goes in once more. */
  private static Path withTrust(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = load(store);
    keys.setCertificateEntry("trusted", keys.getCertificate("crm"));
    try (var out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  /** For {@code -Djavax.net.ssl.trustStore}. */
  public Path trustStore() {
    return store;
  }

  SSLContext server() {
    return server;
  }

  SSLContext trust() {
    return trust;
  }

  private static SSLContext serverContext(Path store) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(load(store), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static SSLContext trustContext(Path store) {
    try {
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(load(store));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }
}
