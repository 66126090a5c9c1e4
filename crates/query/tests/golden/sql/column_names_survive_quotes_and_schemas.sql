SELECT "Weird Name", db.sch.t.col FROM db.sch.t WHERE "Weird Name" = 'a' AND t.col = 'b'
