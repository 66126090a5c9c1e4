SELECT * FROM (SELECT host, count(*) AS hits FROM t WHERE kind = 'y' GROUP BY host) WHERE hits > 7
