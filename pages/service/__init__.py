"""The pages of the SPARQL service: templates, styles and scripts."""
