-- The rank of each city by the commitments of each addressee that a confirmed alignment of its tasks serves.
WITH cities AS (SELECT DISTINCT city FROM documents WHERE city IS NOT NULL AND kind = 'city-plan'),
addressed AS (SELECT DISTINCT addressee FROM items WHERE leaf),
served AS (
  SELECT a.city, i.addressee, COUNT(DISTINCT i.id) AS items
  FROM alignments a JOIN items i ON i.id = a.item
  WHERE a.state = 'confirmed' AND i.leaf AND a.city IS NOT NULL
  GROUP BY a.city, i.addressee
)
SELECT d.addressee, RANK() OVER (PARTITION BY d.addressee ORDER BY COALESCE(s.items, 0) DESC) AS place, c.city,
       COALESCE(s.items, 0) AS served
FROM cities c CROSS JOIN addressed d
LEFT JOIN served s ON s.city = c.city AND s.addressee = d.addressee
ORDER BY d.addressee, place, c.city
