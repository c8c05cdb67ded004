/**
 * Rules over the ingested rows in one pass: accepts, rejects with a reason, and says whether the
 * run may go on.
 */
package io.plumbline.quality;
