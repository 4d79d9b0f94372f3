"""Every write about lots, events, labels and scans, one file a noun."""
