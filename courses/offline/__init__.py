"""Learning without a connection: packs to keep, records that phones send later, keys of what stays on a phone."""
