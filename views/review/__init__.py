"""Reviewing in a terminal: `screen` is what a reviewer sees, `keys` how single keys are read, `session` what they do.

The session saves each decision before it says so; nothing here computes.
"""
