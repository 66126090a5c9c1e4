SELECT * FROM logins l JOIN alerts a ON l.user = a.user AND a.level = 'high' WHERE l.country = 'XX'
