"""An inspector's access to a producer's records, and the bundle (ZIP) that an inspector downloads."""
