-- The cities that serve each framework or policy item, or what is below it: tasks, those confirmed, the strongest alignment.
SELECT b.node AS item, a.city, COUNT(DISTINCT a.task) AS tasks,
       COUNT(DISTINCT CASE WHEN a.state = 'confirmed' THEN a.task END) AS confirmed, MAX(a.strength) AS strength
FROM below b JOIN alignments a ON a.item = b.item
WHERE a.city IS NOT NULL
GROUP BY b.node, a.city
ORDER BY item, confirmed DESC, tasks DESC, a.city
