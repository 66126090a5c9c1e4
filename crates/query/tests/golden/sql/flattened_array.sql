SELECT * FROM t, LATERAL FLATTEN(input => t.params) f WHERE f.value:name = 'pw' AND t.kind = 'k'
