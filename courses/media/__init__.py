"""What trainers upload: where it waits, what is let in, and the small forms that phones fetch."""
