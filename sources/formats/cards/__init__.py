"""Task cards (과제정의서) that departments fill in: the form that is sent out, and its way back from xlsx, docx and hwpx.

`form` is what both ways agree on: labels, tables, what a value looks like. `grids` reads the rows of a file in any of the
three forms, `replies` finds the cards and their values in them, `incoming` brings the replies of a folder into a workspace.
"""
