"""The hallway: joins the sources by object id and records what is missing. Knows Graph only
through `graph.interface`."""
