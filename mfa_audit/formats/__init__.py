"""Write: bytes on disk. Knows tables and cells, not accounts."""
