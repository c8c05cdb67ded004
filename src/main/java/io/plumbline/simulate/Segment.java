package io.plumbline.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The attributes of a deal that change its odds. In every stage the odds of moving forward or
 * winning against losing are multiplied by {@link #forwardOdds()}, and every stay is stretched by
 * {@link #durationFactor()}.
 */
record Segment(CustomerType customerType, SizeBand size, Product product) {

  /** Every segment, in the order of {@link #index()}. */
  static final List<Segment> ALL = all();

  double forwardOdds() {
    return customerType.forwardOdds * size.forwardOdds * product.forwardOdds;
  }

  double durationFactor() {
    return size.durationFactor;
  }

  /** Position in {@link #ALL}. */
  @SuppressWarnings("EnumOrdinal") // an array index within one run, never written anywhere
  int index() {
    return (customerType.ordinal() * SizeBand.values().length + size.ordinal())
            * Product.values().length
        + product.ordinal();
  }

  private static List<Segment> all() {
    List<Segment> segments = new ArrayList<>();
    for (CustomerType type : CustomerType.values()) {
      for (SizeBand size : SizeBand.values()) {
        for (Product product : Product.values()) {
          segments.add(new Segment(type, size, product));
        }
      }
    }

    return List.copyOf(segments);
  }

  /** Whether the account had won a deal before this one was created. */
  enum CustomerType {
    NEW(1.0),
    EXISTING(1.5);

    final double forwardOdds;

    CustomerType(double forwardOdds) {
      this.forwardOdds = forwardOdds;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Bands of the amount in EUR: {@code from} inclusive, {@code to} exclusive. */
  enum SizeBand {
    SMALL(500, 10_000, 1.1, 0.8),
    MID(10_000, 50_000, 1.0, 1.0),
    LARGE(50_000, 2_000_000, 0.75, 1.6);

    final long from;
    final long to;
    final double forwardOdds;
    final double durationFactor;

    SizeBand(long from, long to, double forwardOdds, double durationFactor) {
      this.from = from;
      this.to = to;
      this.forwardOdds = forwardOdds;
      this.durationFactor = durationFactor;
    }

    static SizeBand of(long cents) {
      for (SizeBand band : values()) {
        if (cents < band.to * 100) {
          return band;
        }
      }

      return LARGE;
    }

    /** The nearest amount in cents inside the band, so that a revised deal keeps its segment. */
    long clamp(long cents) {
      return Math.max(from * 100, Math.min(to * 100 - 1, cents));
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is sold, with the share of deals that ask for it. */
  enum Product {
    PLATFORM(1.0, 0.5),
    SERVICES(1.2, 0.3),
    SUPPORT(0.85, 0.2);

    final double forwardOdds;
    final double share;

    Product(double forwardOdds, double share) {
      this.forwardOdds = forwardOdds;
      this.share = share;
    }

    static Product draw(RandomStream random) {
      double u = random.uniform();
      for (Product product : values()) {
        u -= product.share;
        if (u < 0) {
          return product;
        }
      }

      return PLATFORM;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
