"""Write and read: bytes on disk, both ways. Knows tables and cells, not accounts."""
