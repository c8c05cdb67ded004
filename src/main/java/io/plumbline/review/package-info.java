/**
 * What a person sees and fills in when reviewing a proposed stage confidence table: the difference
 * to what the CRM uses, as text and as a page, and a sheet to mark rows in that is read back.
 */
package io.plumbline.review;
