/**
 * Reads the canonical files into typed frames, one to one, with the raw text kept beside each row.
 */
package io.plumbline.ingest;
