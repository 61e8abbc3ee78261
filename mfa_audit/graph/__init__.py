"""Collect: the only room that knows Microsoft Graph, its SDK and how to sign in."""
