SELECT *, count(*) OVER (PARTITION BY host) AS c FROM t
WHERE kind = 'x' QUALIFY row_number() OVER (PARTITION BY id ORDER BY at) = 1 AND c > 5
