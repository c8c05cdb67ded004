/** The only place that says "delta": checked writes, pinned reads, versions of a workspace. */
package io.plumbline.lake;
