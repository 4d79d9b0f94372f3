"""Producers, products, photos and certificates: the same rules and actions as the pages."""
