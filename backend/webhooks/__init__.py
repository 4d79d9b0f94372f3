"""What happens here, told to others' software as it happens: Standard Webhooks 1.0, from the ledger's entries."""
