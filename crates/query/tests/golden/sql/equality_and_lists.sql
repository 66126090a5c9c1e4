SELECT * FROM audit.public.logins
WHERE kind = 'admin' AND verb IN ('grant', 'revoke') AND actor <> 'root' AND NOT region IN ('eu')
