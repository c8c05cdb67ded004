/**
 * Helpers around Spark sessions and frames: the session factory, job groups, plan-free counting.
 */
package io.plumbline.frame;
