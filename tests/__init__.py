"""Tests, in the product's own rooms."""
