-- pragma: template
{% import 'anomalies' new_values %}
WITH q AS (SELECT user, ip FROM logins WHERE kind = 'ok'),
{{ new_values('q', 'user', 'ip', '1 day') }}
