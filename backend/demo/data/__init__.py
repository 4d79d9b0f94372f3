"""The invented people, producers and goods of the demo. Kinds of goods and places are those of Sơn La."""
