-- The commitments without children that no task of any city serves, by framework.
SELECT i.document AS framework, i.id, i.title_ko, i.title_en, i.addressee
FROM items i LEFT JOIN alignments a ON a.item = i.id
WHERE i.leaf AND a.item IS NULL
ORDER BY framework, i.id
