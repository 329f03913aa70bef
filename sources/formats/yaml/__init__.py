"""Records as YAML files: read leniently with every problem and its line, changed in place, and written."""
