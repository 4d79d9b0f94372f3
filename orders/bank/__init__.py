"""Transfers that a bank-feed service (SePay's format) reports: verified, read, matched and added up."""
