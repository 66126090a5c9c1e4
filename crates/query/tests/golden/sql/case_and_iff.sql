SELECT CASE WHEN a = 1 THEN 'high' WHEN b = 2 THEN 'low' ELSE 'none' END AS level FROM t
WHERE level = 'high' AND iff(c = 3, d, e) = 'x'
