"""What a record is: its classes, the words and codes of its fields, and the problems that can be found in one.

`kinds` holds the classes, `issue` and `catalogue` the problems, `words` the Korean and English words for codes. Nothing
here knows a file format.
"""
