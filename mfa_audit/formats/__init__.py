"""Write files and read them back: tables and cells as bytes on disk. Knows nothing of accounts."""
