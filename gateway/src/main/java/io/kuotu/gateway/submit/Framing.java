package io.kuotu.gateway.submit;

import java.util.Optional;

/** How a request says how far the picture is to be expanded. */
public sealed interface Framing {
    /** So much on each side. */
    record ByMargins(Length left, Length top, Length right, Length bottom) implements Framing {}

    /** The smallest canvas of this shape around the source. */
    record ByAspectRatio(int across, int down, Anchor anchor) implements Framing {}

    /** A canvas of this size, px. A place, where it is given, goes before the anchor. */
    record BySize(int width, int height, Optional<Place> place, Anchor anchor) implements Framing {}

    /** The source's top left corner, px. */
    record Place(int left, int top) {}
}
