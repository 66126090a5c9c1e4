SELECT * FROM current_ips c LEFT JOIN known_ips k ON c.ip = k.ip WHERE k.ip IS NULL AND c.kind = 'vpn'
