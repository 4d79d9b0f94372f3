"""Labels on paper: from a run's row to a PDF that was read back (traceability/drawing)."""
