"""The invented people, producers and goods of the demo. Kinds and places are Sơn La's; names are nobody's."""
