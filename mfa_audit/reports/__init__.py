"""Lay out: columns and run facts as data. Knows accounts, not files."""
