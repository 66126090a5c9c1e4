WITH raw AS (SELECT event:CommandLine AS cmd, host FROM edr WHERE os = 'Linux'),
     bad AS (SELECT * FROM raw WHERE cmd LIKE '%nc -e%')
SELECT host FROM bad WHERE host != 'lab'
