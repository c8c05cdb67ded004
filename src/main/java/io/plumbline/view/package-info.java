/**
 * What pages and texts for people have in common: how numbers, bands, codes and reasons are
 * written, how wide a text stands on a terminal, and how a self-contained page is filled.
 */
package io.plumbline.view;
