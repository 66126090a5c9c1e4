SELECT actor, count(*) AS n, count(DISTINCT ip) FROM t
WHERE kind = 'fail' GROUP BY actor HAVING n > 10 AND count(DISTINCT ip) >= 3
