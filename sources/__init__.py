"""Reads records: plain files in, frozen record classes out, every problem collected on the way.

`workspace` finds the files, `formats` reads and writes them, `integrity` checks records against each other. The bundled
records are in ``data/``.
"""
