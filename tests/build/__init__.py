"""The build and the release; no test here builds anything."""
