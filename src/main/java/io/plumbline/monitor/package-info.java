/**
 * What to watch between calibrations: win rates by month against what chance would do, and what
 * owners state against what happens.
 */
package io.plumbline.monitor;
