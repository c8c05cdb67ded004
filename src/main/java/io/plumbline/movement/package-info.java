/** What has moved in a pipeline between two dates, to the cent, with the deals behind it. */
package io.plumbline.movement;
