"""The letters of release day: one to each department, in the form that officials know, with a form for the answer.

`letter` says what stands in a letter, `word` and `hangul` write it as a document, `answer_form` makes the small workbook
that comes back through ``policygraph import``.
"""
