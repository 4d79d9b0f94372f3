"""Offers, shops, orders and the buyer's own door: the same rules and actions as the pages."""
