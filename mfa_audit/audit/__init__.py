"""Read what a request needs, join the sources by object id, and record what is missing."""
