"""Pages of contests: the public pages, taking part, and the organiser's desk."""
