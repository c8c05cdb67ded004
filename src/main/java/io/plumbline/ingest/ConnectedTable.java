package io.plumbline.ingest;

import io.plumbline.connect.MatchedSource;

/**
 * A table of a CRM's export.
 *
 * @param matched which table of the connector it is, and by which columns
 * @param stored the table that holds it
 */
public record ConnectedTable(MatchedSource matched, StoredTable stored) {}
