/**
 * An approved stage confidence table as the import package of a CRM: plain files in a folder, with
 * a manifest that says what they hold and how the numbers were rounded. No network, no tables.
 */
package io.plumbline.publish;
