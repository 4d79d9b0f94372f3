"""What an inspector takes along, and what she may look at."""
