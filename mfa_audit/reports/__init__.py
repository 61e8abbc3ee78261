"""Lay out: columns and run facts as data. No files here."""
