/**
 * Sends a publish package to a CRM over HTTPS, and posts notices to a webhook.
 *
 * <p>What may be repeated and what may not, in one place:
 *
 * <ul>
 *   <li>Every request that changes the CRM is written to {@code journal.jsonl} and forced to disk
 *       before it goes out, and again when its answer is there. So after a kill at any point each
 *       request is done, not begun, or <em>unclear</em>: prepared, and no answer on record.
 *   <li>HubSpot and Pipedrive: each request sets values outright. An unclear one is read back (GET
 *       of the same path, or {@code batch/read}); what already holds is not sent again, the rest is
 *       sent, and a repeat would do no harm.
 *   <li>Salesforce stage list: an unclear deployment is read back from {@code OpportunityStage};
 *       where it does not hold yet, the complete list is deployed again, which leaves the same
 *       list.
 *   <li>Salesforce bulk files: making a job is not repeatable, so its id is on record as soon as it
 *       is known. An unclear creation is looked up among the open jobs: a single one that was not
 *       there before, of the same object and operation, made within the time that the request took,
 *       is ours and is gone on with; where several fit, none is touched, a warning names them, and
 *       a new one is made. A job with an unclear upload is aborted while still open, when nothing
 *       of it has been processed, and made anew. Once its processing may have begun, a job is only
 *       waited for; one that the org does not know any more is made anew, since its rows set values
 *       outright as well.
 *   <li>A record that the CRM itself says is not there any more is told and counted; no later run
 *       could send it, so it does not keep a package incomplete.
 * </ul>
 */
package io.plumbline.send;
