/**
 * Stage moves to non-overlapping visits per opportunity, with rules for ties, re-entry and reopened
 * deals.
 */
package io.plumbline.history;
