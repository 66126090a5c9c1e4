SELECT * FROM t
WHERE regexp_like(cmd, '.*net(\\.exe)?\\s+user.*', 'i') AND path RLIKE '.*tmp.*'
  AND regexp_substr(arn, 'role/adm.*') IS NOT NULL AND regexp_count(note, 'x') > 0
