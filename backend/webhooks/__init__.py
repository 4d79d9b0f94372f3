"""Send ledger events to external software as webhooks (Standard Webhooks 1.0)."""
