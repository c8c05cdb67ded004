package io.plumbline.publish;

/**
 * What a package holds.
 *
 * @param release the approved version
 * @param stages the percentages as the CRM takes them
 * @param rounding its unit and step
 */
record Content(Release release, StageTable stages, Rounding rounding) {}
