SELECT * FROM t WHERE ip NOT IN (SELECT ip FROM lists.office) AND EXISTS (SELECT 1 FROM lists.bad b WHERE b.hash = t.hash)
