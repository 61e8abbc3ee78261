"""Joins the sources by object id and records what is missing; knows Graph by `graph.interface`."""
