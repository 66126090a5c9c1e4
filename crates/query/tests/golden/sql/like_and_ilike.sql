SELECT * FROM t
WHERE a LIKE 'x%' AND b ILIKE '%y%' AND c NOT LIKE '%_z' AND d ILIKE ANY ('%p', 'q%r')
  AND e LIKE '100^%%' ESCAPE '^'
