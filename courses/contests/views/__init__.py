"""Pages of contests: what everybody sees, taking part, and the organiser's desk."""
