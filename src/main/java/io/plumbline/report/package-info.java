/** One self-contained HTML page from the published tables; reads only. */
package io.plumbline.report;
