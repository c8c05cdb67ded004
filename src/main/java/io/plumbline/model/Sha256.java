package io.plumbline.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal, of something whole or of parts one after the other. */
public final class Sha256 {

  private static final int BLOCK = 1 << 16;

  private final MessageDigest digest;

  /** Of nothing yet. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  /** Of bytes. */
  public static String of(byte[] bytes) {
    return new Sha256().add(bytes, 0, bytes.length).hex();
  }

  /** Of a text in UTF-8. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of a file, which is not held in memory. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Sha256().add(in).hex();
    }
  }

  /** Goes on with a part of an array. */
  public Sha256 add(byte[] source, int start, int length) {
    digest.update(source, start, length);
    return this;
  }

  /** Goes on with all that a stream still has; the caller closes it. */
  public Sha256 add(InputStream in) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int length = in.read(block); length >= 0; length = in.read(block)) {
      digest.update(block, 0, length);
    }
    return this;
  }

  /** The 64 digits; the next part begins anew. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
