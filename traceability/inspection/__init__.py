"""An inspector's access to records, and the bundle that an inspector takes along."""
