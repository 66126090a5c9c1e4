SELECT * FROM t
WHERE actor:email::string = 'a@example.org' AND "Target"[0]:id = 5 AND parse_json(body):cmd.line = 'x'
  AND get_path(raw, 'k.v') = 'w' AND hdr['User-Agent'] = 'curl'
