"""Lots, events, label runs, buyers' words: the same rules and actions as the pages."""
