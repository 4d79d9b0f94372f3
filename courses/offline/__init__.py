"""Learning offline: downloaded packs, records that phones send later, and keys of data stored on phones."""
