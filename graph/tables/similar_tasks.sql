-- Who else has done this: tasks of two cities that serve at least two items in common, with a source of the other task.
SELECT mine.task AS task, theirs.city, theirs.task AS other, COUNT(DISTINCT mine.item) AS shared, MIN(s.url) AS url
FROM alignments mine
JOIN alignments theirs ON theirs.item = mine.item AND theirs.city <> mine.city
LEFT JOIN sources s ON s.item = theirs.task
GROUP BY mine.task, theirs.city, theirs.task
HAVING COUNT(DISTINCT mine.item) >= 2
ORDER BY task, shared DESC, theirs.city, other
