SELECT host, sum(bytes) AS b FROM t GROUP BY host HAVING b > 1000 OR host = 'dmz'
