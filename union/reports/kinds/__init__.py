"""The figures that Piêu counts itself, a module for each (base.py, finding.py)."""
