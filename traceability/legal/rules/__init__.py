"""Legal requirements for a lot, one file per rule; products/legal/rules has those for its product."""
