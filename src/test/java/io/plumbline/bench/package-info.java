/**
 * The benchmark behind {@code jobs/bench}: made-up input of any size, Plumbline, bare Spark and
 * DuckDB on it, each in a JVM of its own, and a table of what they took. It lies among the tests so
 * that nothing of it is shipped.
 */
package io.plumbline.bench;
