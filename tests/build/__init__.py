"""What is built, and how it is released; no build is run here."""
