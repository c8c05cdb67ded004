package io.plumbline.publish;

/**
 * A file of a package.
 *
 * @param name path within the package, with {@code /}
 * @param bytes its length
 * @param sha256 in hexadecimal, lower case
 */
public record PackageFile(String name, long bytes, String sha256) {}
