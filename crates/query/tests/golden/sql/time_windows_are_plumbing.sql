SELECT * FROM logs
WHERE p_occurs_since(1d, , at) AND event_time > dateadd(hour, -2, sysdate())
  AND p_event_time BETWEEN '2020-01-01' AND current_timestamp AND created < $latest$
  AND kind = 'x'
