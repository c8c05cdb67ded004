/** Compares what was published with what the CRM's export says that it holds. */
package io.plumbline.verify;
