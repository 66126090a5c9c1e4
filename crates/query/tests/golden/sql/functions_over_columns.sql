SELECT * FROM t
WHERE lower(name) = 'root' AND length(cmd) > 100 AND split_part(mail, '@', -1) = 'example.org'
  AND left(id, 4) = 'ASIA' AND contains(msg, 'fail') AND startswith(msg, 'E')
  AND coalesce(user, '') = 'svc' AND coalesce(src, dst) = 'h' AND array_contains('adm'::variant, roles)
